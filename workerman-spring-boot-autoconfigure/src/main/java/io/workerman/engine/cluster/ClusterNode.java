package io.workerman.engine.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.workerman.engine.Connection;
import io.workerman.engine.JsonCodec;
import io.workerman.engine.WorkerFactory;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.push.Answer;
import io.workerman.engine.push.Audience;
import io.workerman.engine.push.Audience.Kind;
import io.workerman.engine.push.LocalClients;
import io.workerman.engine.push.Network;
import io.workerman.engine.push.Request;

/**
 * This node among the others: asks those that a request concerns, and answers theirs.
 * While the backplane is away it serves its own clients as ever, and says of the other
 * nodes that they are silent.
 */
public final class ClusterNode implements Network {

	/**
	 * How many requests may wait for answers.
	 */
	private static final int MAX_PENDING = 100_000;

	private static final WorkerFactory FACTORY = WorkerFactory.load();

	private static final Logger logger = LoggerFactory.getLogger(ClusterNode.class);

	private final Map<Long, Pending> pending = new ConcurrentHashMap<>();

	private final AtomicLong ids = new AtomicLong();

	private final AtomicBoolean renewing = new AtomicBoolean();

	private final LongAdder asked = new LongAdder();

	private final LongAdder received = new LongAdder();

	private final LongAdder silent = new LongAdder();

	private final LongAdder unreadable = new LongAdder();

	private final LocalClients clients;

	private final Backplane backplane;

	private final Duration timeout;

	private final WireFormat format;

	private final NodeIndex index;

	private volatile boolean available;

	private volatile boolean anew = true;

	private volatile int nodes = 1;

	/**
	 * Create a node.
	 * @param clients the clients of this node
	 * @param backplane reaches the others
	 * @param json writes and reads what is not text or bytes
	 * @param timeout how long the others get to answer
	 */
	public ClusterNode(LocalClients clients, Backplane backplane, Supplier<JsonCodec> json, Duration timeout) {
		this.clients = clients;
		this.backplane = backplane;
		this.timeout = timeout;
		this.format = new WireFormat(json);
		this.index = new NodeIndex(clients, this::write);
		clients.onChange(this.index::changed);
	}

	/**
	 * Tells the backplane what this node holds. If it may not have heard, everything is
	 * said anew with the next renewal.
	 */
	private CompletionStage<Void> write(Map<String, Boolean> keys) {
		return this.backplane.index(keys).whenComplete((written, failure) -> {
			if (failure != null) {
				this.anew = true;
			}
		});
	}

	/**
	 * Joins the others.
	 * @return completes when this node is one of them, exceptionally if it is not yet; it
	 * goes on trying with each {@link #renew()}
	 */
	public CompletionStage<Void> start() {
		return this.backplane.start(this.clients.node(), this::receive).thenCompose((started) -> renew());
	}

	/**
	 * Leaves the others.
	 * @return completes when none of them expects anything of this node
	 */
	public CompletionStage<Void> stop() {
		this.available = false;
		this.index.suspend();
		return this.backplane.stop();
	}

	/**
	 * Says that this node lives. It is called several times within a lease.
	 * @return completes when the backplane knows
	 */
	public CompletionStage<Void> renew() {
		if (!this.renewing.compareAndSet(false, true)) {
			return CompletableFuture.completedFuture(null);
		}
		boolean anew = this.anew;
		this.anew = false;
		return this.backplane.renew(anew).whenComplete((lease, failure) -> {
			if (failure != null) {
				lost(failure);
			}
			else {
				renewed(lease, anew || lease.anew());
			}
			this.renewing.set(false);
		}).thenAccept((lease) -> {
		});
	}

	private void lost(Throwable failure) {
		this.anew = true;
		this.index.suspend();
		if (this.available) {
			this.available = false;
			logger.warn("Other nodes cannot be reached, this one goes on alone: {}", failure.toString());
		}
	}

	private void renewed(Backplane.Lease lease, boolean begin) {
		this.nodes = lease.nodes();
		if (!this.available) {
			logger.info("Node {} has joined {} others", this.clients.node(), lease.nodes() - 1);
		}
		this.available = true;
		if (begin) {
			this.index.begin();
		}
	}

	/**
	 * Whether other nodes can be reached.
	 * @return whether the backplane answers
	 */
	public boolean isAvailable() {
		return this.available;
	}

	/**
	 * The numbers of this node.
	 * @return the numbers as they are now
	 */
	public Statistics statistics() {
		return new Statistics(this.available ? this.nodes : 1, this.asked.sum(), this.received.sum(), this.silent.sum(),
				this.unreadable.sum(), this.pending.size());
	}

	@Override
	public String clientId(Connection connection) {
		return this.clients.clientId(connection);
	}

	@Override
	public Duration timeout() {
		return this.timeout.plus(this.timeout);
	}

	@Override
	public CompletionStage<Answer> ask(Request request) {
		Set<String> others = otherNodes(request.audience());
		if (others != null && others.isEmpty()) {
			return askHere(request);
		}
		byte[] envelope = null;
		long id = this.ids.incrementAndGet();
		boolean answered = request.audience().kind() != Kind.ALL || !request.verb().isSend();
		if (this.available && this.pending.size() < MAX_PENDING) {
			envelope = this.format.write(new WireFormat.Envelope(this.clients.node(), id, answered, request, null));
		}
		CompletionStage<Answer> here = askHere(request);
		if (envelope == null) {
			int missing = (others != null) ? others.size() : Math.max(1, this.nodes - 1);
			this.silent.add(missing);
			return toCaller(here.thenApply((answer) -> answer.plus(Answer.missing(missing, missing))));
		}
		return toCaller(here.thenCombine(askOthers(request, others, envelope, id, answered), Answer::plus));
	}

	/**
	 * Lets a process that asks have the answer on itself, and never before the call that
	 * asks has returned, so that waiting for it fails always and not only sometimes.
	 */
	private static CompletionStage<Answer> toCaller(CompletionStage<Answer> answer) {
		WorkerProcess process = FACTORY.currentProcess();
		return (process != null) ? answer.thenApplyAsync((given) -> given, (task) -> execute(process, task)) : answer;
	}

	private static void execute(WorkerProcess process, Runnable task) {
		try {
			process.execute(task);
		}
		catch (RejectedExecutionException ex) {
			task.run();
		}
	}

	/**
	 * The nodes that it concerns beside this one, {@code null} if that is to be found.
	 */
	private @Nullable Set<String> otherNodes(Audience audience) {
		if (audience.kind() == Kind.CLIENTS) {
			Set<String> nodes = new LinkedHashSet<>();
			for (String name : audience.names()) {
				String node = LocalClients.nodeOf(name);
				if (node != null && !node.equals(this.clients.node())) {
					nodes.add(node);
				}
			}
			return nodes;
		}
		return (audience.kind() != Kind.ALL && audience.names().isEmpty()) ? Set.of() : null;
	}

	private CompletionStage<Answer> askHere(Request request) {
		CompletionStage<Answer> answer = this.clients.ask(request);
		if (!request.verb().isMembership()) {
			return answer;
		}
		CompletableFuture<Void> settled = this.index.settled().toCompletableFuture();
		return settled.isDone() ? answer
				: answer.thenCombine(
						settled.copy().completeOnTimeout(null, this.timeout.toMillis(), TimeUnit.MILLISECONDS),
						(given, known) -> given);
	}

	private CompletionStage<Answer> askOthers(Request request, @Nullable Set<String> nodes, byte[] envelope, long id,
			boolean answered) {
		Pending waiting = new Pending();
		this.asked.increment();
		if (answered) {
			this.pending.put(id, waiting);
		}
		told(request.audience(), nodes, envelope).whenComplete((number, failure) -> {
			if (failure != null) {
				waiting.done().complete(waiting.soFar());
			}
			else if (answered) {
				waiting.expect(number);
			}
			else {
				waiting.done().complete(Answer.missing(number, 0));
			}
		});
		return waiting.done()
			.orTimeout(this.timeout.toMillis(), TimeUnit.MILLISECONDS)
			.exceptionally((late) -> waiting.soFar())
			.thenApply((answer) -> {
				this.pending.remove(id);
				this.silent.add(answer.silent());
				return answer;
			});
	}

	private CompletionStage<Integer> told(Audience audience, @Nullable Collection<String> nodes, byte[] envelope) {
		return switch (audience.kind()) {
			case ALL -> this.backplane.tellAll(envelope);
			case CLIENTS -> this.backplane.tellNodes((nodes != null) ? nodes : Set.of(), envelope);
			default -> this.backplane
				.tell(audience.names().stream().map((name) -> NodeIndex.key(audience.kind(), name)).toList(), envelope);
		};
	}

	private void receive(byte[] bytes) {
		try {
			WireFormat.Envelope envelope = this.format.read(bytes);
			if (envelope == null) {
				this.unreadable.increment();
			}
			else if (!envelope.node().equals(this.clients.node())) {
				this.received.increment();
				receive(envelope);
			}
		}
		catch (RuntimeException ex) {
			this.unreadable.increment();
			logger.warn("An envelope of another node could not be handled", ex);
		}
	}

	private void receive(WireFormat.Envelope envelope) {
		Request request = envelope.request();
		Answer answer = envelope.answer();
		if (request != null) {
			askHere(request).whenComplete((given, failure) -> {
				if (envelope.answered() && given != null) {
					this.backplane.tellNodes(Set.of(envelope.node()), this.format
						.write(new WireFormat.Envelope(this.clients.node(), envelope.id(), false, null, given)));
				}
			});
		}
		else if (answer != null) {
			Pending waiting = this.pending.get(envelope.id());
			if (waiting != null) {
				waiting.add(answer);
			}
		}
	}

	/**
	 * The numbers of a node.
	 *
	 * @param nodes how many nodes live, as far as this one knows
	 * @param asked how many requests other nodes were asked
	 * @param received how many envelopes of other nodes were received
	 * @param silent how many answers were missing
	 * @param unreadable how many envelopes could not be read
	 * @param pending how many requests wait for answers
	 */
	public record Statistics(int nodes, long asked, long received, long silent, long unreadable, int pending) {

	}

}
