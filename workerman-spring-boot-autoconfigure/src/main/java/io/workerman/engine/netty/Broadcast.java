package io.workerman.engine.netty;

import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.Connection;

/**
 * Sends one message to many connections: encoded once, one task for each process.
 */
final class Broadcast {

	/**
	 * What it costs to hand over a message, beside its bytes.
	 */
	private static final int ENVELOPE = 256;

	private final Object message;

	private final Predicate<Connection> filter;

	private final @Nullable Object key;

	private final ByteBuf bytes;

	private Broadcast(Object message, Predicate<Connection> filter, @Nullable Object key, ByteBuf bytes) {
		this.message = message;
		this.filter = filter;
		this.key = key;
		this.bytes = bytes;
	}

	static void send(List<NettyProcess> processes, Object message, Predicate<Connection> filter) {
		Link any = any(processes);
		if (any == null) {
			return;
		}
		Object key = any.codec().encodingKey();
		ByteBuf bytes = (key != null) ? any.encode(message) : Unpooled.EMPTY_BUFFER;
		Broadcast broadcast = new Broadcast(message, filter, key, bytes);
		try {
			for (NettyProcess process : processes) {
				broadcast.handTo(process);
			}
		}
		finally {
			bytes.release();
		}
	}

	private static @Nullable Link any(List<NettyProcess> processes) {
		for (NettyProcess process : processes) {
			for (StreamConnection connection : process.open().values()) {
				if (isReached(connection)) {
					return connection.link();
				}
			}
		}
		return null;
	}

	private static boolean isReached(StreamConnection connection) {
		return connection.isAccepted() && connection.link().codec().isEstablished();
	}

	private void handTo(NettyProcess process) {
		if (process.inProcess()) {
			deliver(process);
			return;
		}
		if (process.open().isEmpty()) {
			return;
		}
		long undelivered = process.undelivered().get();
		long limit = process.worker().options().maxSendBufferSize();
		if (undelivered < limit) {
			this.bytes.retain();
			handOver(process, ENVELOPE + Math.max(this.bytes.readableBytes(), OutgoingBuffer.estimate(this.message)),
					() -> {
						try {
							deliver(process);
						}
						finally {
							this.bytes.release();
						}
					}, this.bytes::release);
		}
		else if (undelivered < limit * 2) {
			Predicate<Connection> filter = this.filter;
			handOver(process, ENVELOPE, () -> reject(process, filter), () -> {
			});
		}
		else {
			process.counters().sendFailures.increment();
		}
	}

	private static void handOver(NettyProcess process, int cost, Runnable work, Runnable otherwise) {
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
		}
	}

	/**
	 * The process is so far behind that there is no room for the message on any of its
	 * connections.
	 */
	private static void reject(NettyProcess process, Predicate<Connection> filter) {
		for (StreamConnection connection : process.open().values()) {
			if (takesPart(connection, filter)) {
				connection.link().sendRejected(SendRoom.FULL);
			}
		}
	}

	private static boolean takesPart(StreamConnection connection, Predicate<Connection> filter) {
		return connection.link().isOpen() && isReached(connection) && filter.test(connection);
	}

	private void deliver(NettyProcess process) {
		for (StreamConnection connection : process.open().values()) {
			if (takesPart(connection, this.filter)) {
				deliver(connection);
			}
		}
	}

	private void deliver(StreamConnection connection) {
		if (this.key != null && this.key.equals(connection.link().codec().encodingKey())) {
			connection.link().sendShared(this.message, this.bytes);
			return;
		}
		try {
			connection.send(this.message);
		}
		catch (RuntimeException ex) {
			connection.process().failed(connection, ex);
		}
	}

}
