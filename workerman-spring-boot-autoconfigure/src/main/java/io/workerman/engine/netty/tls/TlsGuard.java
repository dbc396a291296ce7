package io.workerman.engine.netty.tls;

import java.io.IOException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import javax.net.ssl.SSLException;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is special to TLS from the connection behind it: a handshake is over in time
 * or fails once, a close_notify is the end of what the peer sends, and one is said before
 * the socket closes.
 */
public final class TlsGuard extends ChannelDuplexHandler {

	/**
	 * The most bytes that wait for a peer, which can make TLS itself answer and not read
	 * the answers.
	 */
	private static final int MOST_PENDING = 2 * TlsWriter.WINDOW;

	private final Duration timeout;

	private final BiConsumer<Channel, SSLException> failures;

	private volatile boolean handshaking = true;

	private @Nullable Future<?> deadline;

	/**
	 * Create a guard.
	 * @param timeout how long the handshake may take
	 * @param failures is told of a handshake that fails through the peer
	 */
	TlsGuard(Duration timeout, BiConsumer<Channel, SSLException> failures) {
		this.timeout = timeout;
		this.failures = failures;
	}

	/**
	 * Whether a TLS handshake is under way on a channel.
	 * @param channel the channel, with or without TLS
	 * @return whether it is
	 */
	public static boolean isHandshaking(Channel channel) {
		TlsGuard guard = channel.pipeline().get(TlsGuard.class);
		return guard != null && guard.handshaking;
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		this.deadline = context.executor()
			.schedule(() -> failed(context, "it took longer than %d ms".formatted(this.timeout.toMillis())),
					this.timeout.toNanos(), TimeUnit.NANOSECONDS);
		context.fireChannelActive();
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		failed(context, "the peer closed the connection");
		context.fireChannelInactive();
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		context.fireChannelReadComplete();
		ChannelOutboundBuffer pending = context.channel().unsafe().outboundBuffer();
		if (pending != null && pending.totalPendingWriteBytes() > MOST_PENDING) {
			context.fireExceptionCaught(new SSLException("The peer asks for new keys and does not read them"));
		}
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event instanceof SslCompletionEvent completion) {
			completed(context, completion);
			return;
		}
		if (event instanceof ChannelInputShutdownEvent) {
			failed(context, "the peer closed the connection");
		}
		context.fireUserEventTriggered(event);
	}

	private void completed(ChannelHandlerContext context, SslCompletionEvent event) {
		if (event instanceof SslCloseCompletionEvent) {
			if (event.isSuccess()) {
				context.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
			}
		}
		else if (!event.isSuccess()) {
			failed(context, reason(event.cause()));
		}
		else if (event instanceof SslHandshakeCompletionEvent && this.handshaking) {
			finish();
			context.fireUserEventTriggered(Secured.by(context.pipeline().get(SslHandler.class)));
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		Throwable root = (cause instanceof DecoderException && cause.getCause() != null) ? cause.getCause() : cause;
		if (root instanceof IOException && this.handshaking) {
			failed(context, reason(root));
		}
		else {
			context.fireExceptionCaught(root);
		}
	}

	/**
	 * Closes at once, with the last words: SslHandler would wait for a peer that does not
	 * read.
	 */
	@Override
	public void close(ChannelHandlerContext context, ChannelPromise promise) {
		finish();
		SslHandler tls = context.pipeline().get(SslHandler.class);
		if (tls != null && !tls.engine().isOutboundDone()) {
			tls.closeOutbound();
		}
		context.channel().unsafe().flush();
		context.channel().unsafe().close(promise);
	}

	private void failed(ChannelHandlerContext context, String reason) {
		if (this.handshaking) {
			finish();
			SSLException failure = new SSLException("The TLS handshake failed: " + reason);
			this.failures.accept(context.channel(), failure);
			context.fireExceptionCaught(failure);
		}
	}

	private void finish() {
		this.handshaking = false;
		if (this.deadline != null) {
			this.deadline.cancel(false);
			this.deadline = null;
		}
	}

	private static String reason(@Nullable Throwable cause) {
		if (cause instanceof NotSslRecordException) {
			return "the peer does not speak TLS";
		}
		if (cause != null && cause.getCause() instanceof CertificateException untrusted) {
			return String.valueOf(untrusted.getMessage());
		}
		return (cause != null) ? String.valueOf(cause.getMessage()) : "no reason given";
	}

}
