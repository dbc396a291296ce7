package io.workerman.engine.netty.tls;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Hands bytes and files to TLS as the operating system takes them, and so that the writer
 * sees how far they are, as if there were no TLS in between: a record counts when it has
 * left wholly, because the peer can read none of it before. Nothing is handed over before
 * the handshake is over, and never more than {@link #WINDOW}.
 */
final class TlsWriter extends ChannelDuplexHandler {

	/**
	 * The most bytes that a record holds.
	 */
	static final int RECORD = 16 * 1024;

	/**
	 * The most bytes that are encrypted and wait for the operating system.
	 */
	static final int WINDOW = 4 * RECORD;

	/**
	 * After so many bytes other connections have their turn.
	 */
	private static final int TURN = 16 * WINDOW;

	private final ArrayDeque<Writing> waiting = new ArrayDeque<>(2);

	private int window;

	private boolean secured;

	private boolean pumping;

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (message instanceof ByteBuf bytes) {
			this.waiting.add(new Writing.OfBytes(bytes, promise));
		}
		else if (message instanceof FileRegion file) {
			this.waiting.add(new Writing.OfFile(file, promise));
		}
		else {
			context.write(message, promise);
		}
	}

	@Override
	public void flush(ChannelHandlerContext context) {
		pump(context);
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		context.fireUserEventTriggered(event);
		if (event instanceof Secured) {
			this.secured = true;
			pump(context);
		}
	}

	@Override
	public void close(ChannelHandlerContext context, ChannelPromise promise) {
		context.close(promise);
		fail(new ClosedChannelException());
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		fail(new ClosedChannelException());
		context.fireChannelInactive();
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		fail(new ClosedChannelException());
	}

	private void pump(ChannelHandlerContext context) {
		if (this.pumping || !this.secured) {
			return;
		}
		this.pumping = true;
		try {
			int turn = 0;
			for (int bytes = fill(context); bytes > 0; bytes = fill(context)) {
				context.flush();
				turn += bytes;
				if (turn >= TURN) {
					context.executor().execute(() -> pump(context));
					return;
				}
			}
		}
		finally {
			this.pumping = false;
		}
	}

	/**
	 * Hands over as much as there is room for.
	 * @return how many bytes that were
	 */
	private int fill(ChannelHandlerContext context) {
		int filled = 0;
		for (Writing next = next(); next != null && this.window < WINDOW; next = next()) {
			ByteBuf record;
			try {
				record = next.hand(context.alloc(), RECORD);
			}
			catch (IOException ex) {
				fail(ex);
				break;
			}
			int size = record.readableBytes();
			this.window += size;
			filled += size;
			context.write(record).addListener((taken) -> taken(context, size, taken));
		}
		return filled;
	}

	/**
	 * The writing that has something to hand over.
	 */
	private @Nullable Writing next() {
		Writing first = this.waiting.peek();
		while (first != null && first.isDone()) {
			this.waiting.poll();
			first.succeeded();
			first = this.waiting.peek();
		}
		return (first != null && first.isReadable()) ? first : null;
	}

	private void taken(ChannelHandlerContext context, int size, Future<?> taken) {
		this.window -= size;
		if (!taken.isSuccess()) {
			fail(taken.cause());
			return;
		}
		Writing first = this.waiting.peek();
		if (first != null) {
			first.taken(size);
			if (first.isDone()) {
				this.waiting.poll();
				first.succeeded();
			}
			pump(context);
		}
	}

	private void fail(Throwable cause) {
		for (Writing next = this.waiting.poll(); next != null; next = this.waiting.poll()) {
			next.failed(cause);
		}
	}

}
