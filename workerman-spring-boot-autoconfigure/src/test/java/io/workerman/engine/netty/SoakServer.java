package io.workerman.engine.netty;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.CloseReason;
import io.workerman.engine.CloseReason.Initiator;
import io.workerman.engine.Connection;
import io.workerman.engine.DispatchOptions;
import io.workerman.engine.SendResult;
import io.workerman.engine.WorkerBuilder;
import io.workerman.engine.http.HttpRequest;

/**
 * A worker that does what its clients ask for, closes in all callbacks at random, and
 * keeps a record of each connection in which whatever is out of order is noticed.
 */
final class SoakServer {

	private static final int LIMIT = 64 * 1024;

	private static final byte[] CHUNK = new byte[256 * 1024];

	/**
	 * Clients whose port divides by this find a server that closes when they connect.
	 */
	private static final int UNLUCKY = 16;

	final LongAdder connects = new LongAdder();

	final LongAdder messages = new LongAdder();

	final LongAdder errors = new LongAdder();

	final LongAdder failures = new LongAdder();

	final LongAdder closesByClient = new LongAdder();

	final LongAdder closesByServer = new LongAdder();

	final LongAdder closesByNetwork = new LongAdder();

	final AtomicLong brokenSends = new AtomicLong();

	/**
	 * Sends that failed on another thread, which may be too late for an error callback.
	 */
	final LongAdder failedElsewhere = new LongAdder();

	/**
	 * What was out of order.
	 */
	final Queue<String> violations = new ConcurrentLinkedQueue<>();

	private final ExecutorService others = Executors.newFixedThreadPool(2);

	private final Dialect dialect;

	private final long seed;

	private final DispatchOptions dispatch;

	SoakServer(Dialect dialect, long seed, DispatchOptions dispatch) {
		this.dialect = dialect;
		this.seed = seed;
		this.dispatch = dispatch;
	}

	static boolean isUnlucky(int port) {
		return port % UNLUCKY == 0;
	}

	WorkerBuilder builder() {
		return StartedWorkers.builder(this.dialect.address())
			.count(2)
			.dispatch(this.dispatch)
			.maxSendBufferSize(LIMIT)
			.maxPackageSize(LIMIT)
			.onConnect(this::connected)
			.onMessage((connection, message) -> received(connection, text(message)))
			.onBufferFull((connection) -> visited(connection, "full"))
			.onBufferDrain((connection) -> visited(connection, "drain"))
			.onError(this::failed)
			.onFailure((connection, failure) -> {
				this.failures.increment();
				if (!(failure instanceof Requested) && !isUnasked(failure)) {
					violation(connection, failure.toString());
				}
			})
			.onClose(this::closed);
	}

	/**
	 * HTTP answers requests only.
	 */
	private boolean isUnasked(Throwable failure) {
		return this.dialect == Dialect.HTTP && failure instanceof IllegalStateException;
	}

	private static String text(Object message) {
		if (message instanceof HttpRequest request) {
			return request.path().substring(1);
		}
		return (message instanceof byte[] bytes) ? new String(bytes, StandardCharsets.US_ASCII) : message.toString();
	}

	private History history(Connection connection) {
		return (History) connection.attributes()
			.computeIfAbsent("history", (name) -> new History(new Random(this.seed ^ connection.id())));
	}

	private boolean isOffLoop() {
		return this.dispatch.mode() != DispatchOptions.Mode.EVENT_LOOP;
	}

	private void violation(Connection connection, String what) {
		this.violations.add("%s: %s in %s".formatted(connection, what, history(connection)));
	}

	private History open(Connection connection, String event) {
		History history = history(connection);
		if (connection.process().inProcess() == isOffLoop()) {
			violation(connection, event + " on " + Thread.currentThread().getName());
		}
		if (!history.connected || history.closed) {
			violation(connection, event);
		}
		return history;
	}

	private void connected(Connection connection) {
		this.connects.increment();
		History history = history(connection);
		if (history.connected || history.closed || connection.process().inProcess() == isOffLoop()) {
			violation(connection, "connect");
		}
		history.connected = true;
		if (isUnlucky(connection.remotePort())) {
			end(connection, history);
		}
	}

	private void received(Connection connection, String text) {
		this.messages.increment();
		History history = open(connection, "message");
		if (!isOffLoop() && connection.status() != Connection.Status.ESTABLISHED) {
			violation(connection, "message while " + connection.status());
		}
		if (this.dialect != Dialect.TCP) {
			obey(connection, history, text);
			return;
		}
		history.line.append(text);
		for (int end = history.line.indexOf("\n"); end >= 0; end = history.line.indexOf("\n")) {
			String line = history.line.substring(0, end);
			history.line.delete(0, end + 1);
			obey(connection, history, line);
		}
	}

	private void obey(Connection connection, History history, String line) {
		String[] order = line.split("/");
		if (order.length != 3) {
			send(connection, "what?");
			return;
		}
		int number = Integer.parseInt(order[1]);
		history.expected = switch (order[2]) {
			case "client" -> Initiator.CLIENT;
			case "server" -> Initiator.SERVER;
			default -> null;
		};
		if (number != history.next) {
			violation(connection, "message " + number);
		}
		history.next = number + 1;
		act(connection, history, order[0], "re" + number + ";");
	}

	private void act(Connection connection, History history, String verb, String reply) {
		switch (verb) {
			case "echo" -> send(connection, reply);
			case "pause" -> {
				connection.pauseRecv();
				send(connection, reply);
				connection.process().timers().add(Duration.ofMillis(1), connection::resumeRecv, false);
			}
			case "big" -> {
				for (int i = 0; i < 40 && send(connection, CHUNK) != SendResult.FAILED; i++) {
					if (this.dialect == Dialect.HTTP) {
						send(connection, CHUNK);
						break;
					}
				}
			}
			case "later" -> this.others.execute(() -> sendElsewhere(connection, reply));
			case "throw" -> throw new Requested();
			case "broadcast" -> {
				if (this.dialect == Dialect.HTTP) {
					send(connection, reply);
				}
				connection.worker().broadcast("all");
			}
			case "close", "end", "closeLater", "endLater" -> {
				history.ended = true;
				endWith(connection, verb, reply);
			}
			case "any" -> end(connection, history);
			default -> throw new IllegalArgumentException(verb);
		}
	}

	private void endWith(Connection connection, String verb, String reply) {
		switch (verb) {
			case "close" -> connection.close(reply);
			case "end" -> connection.end(reply);
			case "closeLater" -> this.others.execute(() -> connection.close(reply));
			case "endLater" -> this.others.execute(() -> connection.end(reply));
			default -> throw new IllegalArgumentException(verb);
		}
	}

	private SendResult send(Connection connection, Object message) {
		SendResult result = connection.send(message);
		if (result == SendResult.FAILED && isOffLoop()) {
			this.failedElsewhere.increment();
		}
		return result;
	}

	private void sendElsewhere(Connection connection, String reply) {
		if (connection.send(reply) == SendResult.FAILED) {
			this.failedElsewhere.increment();
		}
	}

	/**
	 * Ends a connection in any way, sometimes in several.
	 */
	private void end(Connection connection, History history) {
		Random random = history.random;
		history.ended = true;
		do {
			int way = random.nextInt(12);
			Runnable end = switch (way % 5) {
				case 0 -> connection::close;
				case 1 -> () -> connection.close("last");
				case 2 -> () -> connection.end("last");
				case 3 -> () -> connection.close(4000, "any");
				default -> connection::destroy;
			};
			if (way < 7) {
				end.run();
			}
			else if (way < 10) {
				this.others.execute(end);
			}
			else {
				connection.process().timers().add(Duration.ofMillis(1), () -> endInTimer(connection, end), false);
			}
		}
		while (random.nextInt(4) == 0);
	}

	private void endInTimer(Connection connection, Runnable end) {
		try {
			end.run();
		}
		catch (RuntimeException ex) {
			if (!isUnasked(ex)) {
				violation(connection, ex.toString());
			}
		}
	}

	private void visited(Connection connection, String event) {
		History history = open(connection, event);
		if (history.random.nextInt(4) == 0) {
			end(connection, history);
		}
	}

	private void failed(Connection connection, int code, String message) {
		this.errors.increment();
		History history = open(connection, "error");
		if (code != Connection.SEND_FAILED) {
			violation(connection, "error " + code);
		}
		if (message.equals("client closed")) {
			if (history.broken) {
				violation(connection, "a second 'client closed'");
			}
			history.broken = true;
			this.brokenSends.incrementAndGet();
		}
		if (history.random.nextInt(4) == 0) {
			end(connection, history);
		}
	}

	private void closed(Connection connection, CloseReason reason) {
		History history = open(connection, "close");
		history.closed = true;
		switch (reason.initiator()) {
			case CLIENT -> this.closesByClient.increment();
			case SERVER -> this.closesByServer.increment();
			case NETWORK -> this.closesByNetwork.increment();
		}
		if (history.expected != null && history.expected != reason.initiator()) {
			violation(connection, "closed by " + reason);
		}
		if (history.broken && !history.ended && reason.initiator() != Initiator.NETWORK) {
			violation(connection, "closed by " + reason + " after a broken send");
		}
		if (connection.status() != Connection.Status.CLOSED || connection.worker().connections().contains(connection)) {
			violation(connection, "close while " + connection.status());
		}
		if (connection.send("late") != SendResult.FAILED) {
			violation(connection, "a send after the close");
		}
		end(connection, history);
	}

	long closes() {
		return this.closesByClient.sum() + this.closesByServer.sum() + this.closesByNetwork.sum();
	}

	/**
	 * Ends the other threads when they have done what they were asked for.
	 */
	void stop() throws InterruptedException {
		this.others.shutdown();
		if (!this.others.awaitTermination(20, TimeUnit.SECONDS)) {
			throw new IllegalStateException("The other threads do not end");
		}
	}

	/**
	 * What happened on one connection.
	 */
	private static final class History {

		private final Random random;

		private final StringBuilder line = new StringBuilder();

		private int next;

		private volatile boolean connected;

		private volatile boolean closed;

		private boolean broken;

		private boolean ended;

		private @Nullable Initiator expected;

		History(Random random) {
			this.random = random;
		}

		@Override
		public String toString() {
			return "[next=%d, connected=%s, closed=%s, broken=%s, expected=%s]".formatted(this.next, this.connected,
					this.closed, this.broken, this.expected);
		}

	}

	/**
	 * A failure that a client asked for.
	 */
	private static final class Requested extends RuntimeException {

		Requested() {
			super("requested", null, false, false);
		}

	}

}
