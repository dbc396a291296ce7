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
		return connection.takesBroadcasts() && connection.link().codec().isEstablished();
	}

	private void handTo(NettyProcess process) {
		if (process.inProcess()) {
			deliver(process);
			return;
		}
		if (process.open().isEmpty()) {
			return;
		}
		this.bytes.retain();
		try {
			process.handOver(() -> {
				try {
					deliver(process);
				}
				finally {
					this.bytes.release();
				}
			});
		}
		catch (RejectedExecutionException ex) {
			this.bytes.release();
		}
	}

	private void deliver(NettyProcess process) {
		for (StreamConnection connection : process.open().values()) {
			if (connection.link().isOpen() && isReached(connection) && this.filter.test(connection)) {
				deliver(connection);
			}
		}
	}

	private void deliver(StreamConnection connection) {
		if (this.key != null && this.key.equals(connection.link().codec().encodingKey())) {
			connection.link().sendShared(this.bytes);
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
