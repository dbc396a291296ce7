package io.workerman.engine.http;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.CodecContext;
import io.workerman.engine.Connection;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.ProtocolException;
import io.workerman.engine.http.RequestReader.Phase;

/**
 * How long a client may take over its next request. A client that is too slow is told so
 * if it has begun a request, and loses its connection. One task is scheduled for a
 * connection at the most. All methods run on the process.
 */
final class RequestPatience {

	/**
	 * How long a client may take to read why it is lost.
	 */
	private static final Duration LAST_WORDS = Duration.ofSeconds(5);

	private final CodecContext context;

	private final HttpProtocol protocol;

	private final ConnectionProtocol spoken;

	private final RequestReader reader;

	private final Function<HttpRefusal, ProtocolException> refuse;

	private @Nullable Phase phase;

	/**
	 * When the phase, or a part of it, began.
	 */
	private long since;

	/**
	 * Whether the phase began some time after that, while a callback ran.
	 */
	private boolean rough;

	/**
	 * What had been received of a body, or sent of responses, by then.
	 */
	private long progress;

	private @Nullable Future<?> task;

	private long taskAt;

	/**
	 * Create one.
	 * @param context the context of the codec
	 * @param protocol the protocol with the timeouts
	 * @param spoken the protocol of the connection, which it may leave
	 * @param reader reads the request
	 * @param refuse tells the client why it is lost
	 */
	RequestPatience(CodecContext context, HttpProtocol protocol, ConnectionProtocol spoken, RequestReader reader,
			Function<HttpRefusal, ProtocolException> refuse) {
		this.context = context;
		this.protocol = protocol;
		this.spoken = spoken;
		this.refuse = refuse;
		this.reader = reader;
	}

	/**
	 * The client is expected to send something, and nothing of it is there to be read.
	 * @param phase what
	 */
	void expect(Phase phase) {
		if (this.phase != phase) {
			this.phase = phase;
			begin(System.nanoTime());
		}
		else if (this.rough) {
			this.since = System.nanoTime();
		}
		this.rough = false;
	}

	/**
	 * The client was answered. The next request may be there already, so the clock is not
	 * looked at for each of many.
	 */
	void answered() {
		this.phase = Phase.IDLE;
		this.rough = true;
		begin(this.context.now());
	}

	/**
	 * It is the application's turn.
	 */
	void rest() {
		this.phase = null;
	}

	void close() {
		rest();
		cancel();
	}

	private void cancel() {
		if (this.task != null) {
			this.task.cancel(false);
			this.task = null;
		}
	}

	private void begin(long now) {
		Duration timeout = timeout();
		this.since = now;
		this.progress = progress();
		if (!timeout.isZero()) {
			schedule(this.since + timeout.toNanos());
		}
	}

	private Duration timeout() {
		HttpOptions.Timeouts timeouts = this.protocol.options().timeouts();
		Phase phase = this.phase;
		if (phase == null) {
			return Duration.ZERO;
		}
		return switch (phase) {
			case IDLE -> timeouts.keepAlive();
			case HEAD -> timeouts.header();
			case BODY -> timeouts.body();
		};
	}

	private long progress() {
		if (this.phase == Phase.BODY) {
			return this.reader.received();
		}
		return (this.phase == Phase.IDLE) ? this.context.connection().bytesWritten() : 0;
	}

	private void schedule(long at) {
		if (this.task != null && this.taskAt - at <= 0) {
			return;
		}
		cancel();
		this.taskAt = at;
		this.task = this.context.after(Duration.ofNanos(Math.max(0, at - System.nanoTime())), this::check);
	}

	private void check() {
		this.task = null;
		Duration timeout = timeout();
		if (timeout.isZero() || this.context.connection().protocol() != this.spoken) {
			return;
		}
		long at = this.since + timeout.toNanos();
		if (at - System.nanoTime() > 0) {
			schedule(at);
		}
		else if (isProgressing(timeout)) {
			begin(System.nanoTime());
		}
		else {
			lose();
		}
	}

	/**
	 * Whether a body comes fast enough, or a client that has nothing to send still reads.
	 */
	private boolean isProgressing(Duration timeout) {
		long made = progress() - this.progress;
		if (this.phase == Phase.BODY) {
			return made > 0 && made >= this.protocol.options().timeouts().minBodyRate() * timeout.toMillis() / 1000;
		}
		return this.phase == Phase.IDLE && made > 0;
	}

	/**
	 * A client that does not read would not let go what is said to it either.
	 */
	private void lose() {
		Connection connection = this.context.connection();
		boolean begun = this.phase != Phase.IDLE && connection.bytesRead() > 0;
		this.phase = null;
		if (begun) {
			this.context.fail(this.refuse.apply(new HttpRefusal(408, "The request took too long")));
			this.task = this.context.after(LAST_WORDS, connection::destroy);
		}
		else {
			connection.destroy();
		}
	}

}
