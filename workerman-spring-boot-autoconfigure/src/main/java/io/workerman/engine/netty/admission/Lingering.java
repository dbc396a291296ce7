package io.workerman.engine.netty.admission;

import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;

/**
 * Closes a socket so that the peer can read the last words although it is sending. A
 * socket that is closed with bytes unread is reset, and a reset discards what the peer
 * has not fetched yet; so what still comes is read and discarded until the peer closes
 * too or falls silent.
 */
public final class Lingering {

	private static final long MOST = TimeUnit.SECONDS.toNanos(10);

	private final Channel channel;

	private long silence;

	private long heard;

	private long deadline;

	/**
	 * Create one for a socket.
	 * @param channel the socket
	 */
	public Lingering(Channel channel) {
		this.channel = channel;
	}

	/**
	 * Sends a FIN, and before it what TLS says to end.
	 */
	public void shutdownOutput() {
		this.heard = System.nanoTime();
		SslHandler tls = this.channel.pipeline().get(SslHandler.class);
		if (tls != null) {
			if (tls.engine() instanceof ReferenceCountedOpenSslEngine) {
				this.channel.pipeline().addFirst(new Undeciphered());
			}
			tls.closeOutbound().addListener((said) -> finish());
		}
		else {
			finish();
		}
	}

	private void finish() {
		if (this.channel instanceof DuplexChannel duplex) {
			duplex.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
		}
		else {
			this.channel.close();
		}
	}

	/**
	 * Something came that nobody wants.
	 */
	public void heard() {
		this.heard = System.nanoTime();
	}

	/**
	 * Waits for the peer to close or to be silent for so long.
	 * @param silenceMillis how long the silence may be, in milliseconds
	 */
	public void awaitPeer(long silenceMillis) {
		this.silence = TimeUnit.MILLISECONDS.toNanos(silenceMillis);
		this.deadline = System.nanoTime() + MOST;
		check();
	}

	private void check() {
		long now = System.nanoTime();
		long left = Math.min(this.heard + this.silence, this.deadline) - now;
		if (left <= 0) {
			this.channel.close();
		}
		else if (this.channel.isOpen()) {
			this.channel.eventLoop().schedule(this::check, left, TimeUnit.NANOSECONDS);
		}
	}

	/**
	 * Keeps what nobody wants from OpenSSL, which takes it for an error when it has said
	 * close_notify.
	 */
	private final class Undeciphered extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			ReferenceCountUtil.release(message);
			heard();
		}

	}

}
