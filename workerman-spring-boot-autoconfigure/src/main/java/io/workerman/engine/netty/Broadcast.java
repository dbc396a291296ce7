package io.workerman.engine.netty;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.Connection;
import io.workerman.engine.SendResult;
import io.workerman.engine.Worker.Delivery;

/**
 * Sends one message to many connections: encoded once, one task for each process.
 */
final class Broadcast {

	/**
	 * What it costs to hand over a message, beside its bytes.
	 */
	private static final int ENVELOPE = 256;

	private final Object message;

	private final boolean raw;

	private final Predicate<StreamConnection> filter;

	private final @Nullable Object key;

	private final ByteBuf bytes;

	private final AtomicInteger processes;

	private final AtomicReference<Delivery> delivery = new AtomicReference<>(Delivery.NONE);

	private final CompletableFuture<Delivery> done = new CompletableFuture<>();

	private Broadcast(Object message, boolean raw, Predicate<StreamConnection> filter, int processes,
			@Nullable Link any) {
		this.message = (processes > 1) ? OutgoingBuffer.kept(message) : message;
		this.raw = raw;
		this.filter = filter;
		this.processes = new AtomicInteger(processes);
		this.key = (any != null && !raw) ? any.codec().encodingKey() : null;
		this.bytes = (any != null && this.key != null) ? any.encode(message) : Unpooled.EMPTY_BUFFER;
	}

	/**
	 * Sends to those connections of processes that a filter chooses.
	 */
	static CompletionStage<Delivery> toAll(List<NettyProcess> processes, Object message, boolean raw,
			Predicate<Connection> filter) {
		Map<NettyProcess, Collection<StreamConnection>> targets = new HashMap<>();
		processes.forEach((process) -> targets.put(process, process.open().values()));
		return send(targets, message, raw, (connection) -> isReached(connection) && filter.test(connection));
	}

	/**
	 * Sends to some connections of a worker.
	 */
	static CompletionStage<Delivery> to(NettyWorker worker, Collection<Connection> connections, Object message,
			boolean raw) {
		Map<NettyProcess, Collection<StreamConnection>> targets = new HashMap<>();
		for (Connection connection : connections) {
			if (connection instanceof StreamConnection stream && stream.worker() == worker) {
				targets.computeIfAbsent(stream.process(), (process) -> new ArrayList<>()).add(stream);
			}
		}
		return send(targets, message, raw, (connection) -> true);
	}

	private static CompletionStage<Delivery> send(Map<NettyProcess, Collection<StreamConnection>> targets,
			Object message, boolean raw, Predicate<StreamConnection> filter) {
		Link any = any(targets.values());
		if (any == null && targets.values().stream().allMatch(Collection::isEmpty)) {
			return CompletableFuture.completedFuture(Delivery.NONE);
		}
		Broadcast broadcast = new Broadcast(message, raw, filter, targets.size(), any);
		try {
			targets.forEach(broadcast::handTo);
		}
		finally {
			broadcast.bytes.release();
		}
		return broadcast.done;
	}

	private static @Nullable Link any(Collection<Collection<StreamConnection>> targets) {
		for (Collection<StreamConnection> connections : targets) {
			for (StreamConnection connection : connections) {
				if (isReached(connection)) {
					return connection.link();
				}
			}
		}
		return null;
	}

	static boolean isReached(StreamConnection connection) {
		return connection.isAccepted() && connection.link().codec().isEstablished();
	}

	private void handTo(NettyProcess process, Collection<StreamConnection> connections) {
		if (connections.isEmpty()) {
			finished(0, 0);
			return;
		}
		if (process.inProcess()) {
			deliver(connections);
			return;
		}
		long undelivered = process.undelivered().get();
		long limit = process.worker().options().maxSendBufferSize();
		if (undelivered < limit) {
			this.bytes.retain();
			handOver(process, ENVELOPE + Math.max(this.bytes.readableBytes(), OutgoingBuffer.estimate(this.message)),
					() -> {
						try {
							deliver(connections);
						}
						finally {
							this.bytes.release();
						}
					}, this.bytes::release);
		}
		else if (undelivered < limit * 2) {
			handOver(process, ENVELOPE, () -> reject(connections), () -> {
			});
		}
		else {
			process.counters().sendFailures.increment();
			finished(0, connections.size());
		}
	}

	private void handOver(NettyProcess process, int cost, Runnable work, Runnable otherwise) {
		process.undelivered().addAndGet(cost);
		try {
			process.handOver(() -> {
				process.undelivered().addAndGet(-cost);
				work.run();
			});
		}
		catch (RejectedExecutionException ex) {
			process.undelivered().addAndGet(-cost);
			otherwise.run();
			finished(0, 0);
		}
	}

	/**
	 * The process is so far behind that there is no room for the message on any of its
	 * connections.
	 */
	private void reject(Collection<StreamConnection> connections) {
		int dropped = 0;
		for (StreamConnection connection : connections) {
			if (takesPart(connection)) {
				dropped++;
				connection.link().sendRejected(SendRoom.FULL);
			}
		}
		finished(0, dropped);
	}

	private boolean takesPart(StreamConnection connection) {
		return connection.link().isOpen() && this.filter.test(connection);
	}

	private void deliver(Collection<StreamConnection> connections) {
		int accepted = 0;
		int dropped = 0;
		try {
			for (StreamConnection connection : connections) {
				if (takesPart(connection)) {
					if (deliver(connection) != SendResult.FAILED) {
						accepted++;
					}
					else {
						dropped++;
					}
				}
			}
		}
		finally {
			finished(accepted, dropped);
		}
	}

	private SendResult deliver(StreamConnection connection) {
		if (this.key != null && isReached(connection) && this.key.equals(connection.link().codec().encodingKey())) {
			return connection.link().sendShared(this.message, this.bytes);
		}
		try {
			return connection.send(this.message, this.raw);
		}
		catch (RuntimeException ex) {
			connection.process().failed(connection, ex);
			return SendResult.FAILED;
		}
	}

	private void finished(int accepted, int dropped) {
		Delivery total = this.delivery.accumulateAndGet(new Delivery(accepted, dropped), Delivery::plus);
		if (this.processes.decrementAndGet() == 0) {
			this.done.complete(total);
		}
	}

}
