package io.workerman.engine.netty.dial;

import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import javax.net.ssl.SSLException;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.client.ClientAddress;
import io.workerman.engine.client.ClientOptions;
import io.workerman.engine.netty.tls.ClientTls;
import io.workerman.engine.netty.tls.Secured;
import io.workerman.engine.netty.transport.Sockets;

/**
 * One attempt to connect: looks up the host, tries its addresses one after another, and
 * does the TLS handshake, all of it within the connect timeout. The handler of the
 * connection is told that the socket is active when that is done. All methods run on the
 * event loop.
 */
public final class Dial {

	private final ClientOptions options;

	private final Sockets sockets;

	private final EventLoop loop;

	private final @Nullable ClientTls tls;

	private final Supplier<ChannelHandler> connection;

	private final Consumer<String> failed;

	private final long start = System.nanoTime();

	private String target;

	private @Nullable Future<?> timeout;

	private @Nullable Channel channel;

	private boolean done;

	/**
	 * Create an attempt.
	 * @param options where to connect to, and how
	 * @param sockets makes the socket
	 * @param loop the event loop of the socket
	 * @param tls adds TLS, or {@code null} for none
	 * @param connection makes the last handler of the pipeline
	 * @param failed is told why it failed
	 */
	public Dial(ClientOptions options, Sockets sockets, EventLoop loop, @Nullable ClientTls tls,
			Supplier<ChannelHandler> connection, Consumer<String> failed) {
		this.options = options;
		this.sockets = sockets;
		this.loop = loop;
		this.tls = tls;
		this.connection = connection;
		this.failed = failed;
		this.target = options.address().authority();
	}

	/**
	 * Begin.
	 */
	public void start() {
		this.timeout = this.loop.schedule(() -> fail(null), this.options.connectTimeout().toNanos(),
				TimeUnit.NANOSECONDS);
		ClientAddress address = this.options.address();
		if (address.isUnix()) {
			connect(List.of(this.sockets.unixAddress(address.host())), 0, null);
			return;
		}
		NameLookup.resolve(address.host(), address.port(), this.loop, (found, failure) -> connect(found, 0, failure));
	}

	/**
	 * Give up without telling anybody.
	 */
	public void cancel() {
		if (finish()) {
			close();
		}
	}

	/**
	 * What is left of the connect timeout.
	 * @return the time, zero if there is none
	 */
	public Duration remaining() {
		long left = this.options.connectTimeout().toNanos() - (System.nanoTime() - this.start);
		return Duration.ofNanos(Math.max(0, left));
	}

	private void connect(List<SocketAddress> targets, int index, @Nullable Throwable previous) {
		if (this.done) {
			return;
		}
		if (index == targets.size()) {
			fail(previous);
			return;
		}
		SocketAddress address = targets.get(index);
		this.target = (address instanceof InetSocketAddress inet) ? NetUtil.toSocketAddressString(inet) : this.target;
		Channel channel = open();
		this.channel = channel;
		int others = targets.size() - index - 1;
		channel.config().setConnectTimeoutMillis((others > 0) ? (int) remaining().toMillis() / (others + 1) : 0);
		this.loop.register(channel).addListener((registered) -> {
			if (!registered.isSuccess()) {
				next(channel, targets, index, registered.cause());
				return;
			}
			channel.connect(address, this.options.localAddress()).addListener((connected) -> {
				if (!connected.isSuccess()) {
					next(channel, targets, index, connected.cause());
				}
			});
		});
	}

	private void next(Channel channel, List<SocketAddress> targets, int index, Throwable failure) {
		channel.close();
		connect(targets, index + 1, failure);
	}

	private Channel open() {
		boolean unix = this.options.address().isUnix();
		Channel channel = unix ? this.sockets.unixClient().get() : this.sockets.client().get();
		channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
		if (!unix) {
			channel.config().setOption(ChannelOption.TCP_NODELAY, true);
			channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
		}
		if (this.tls != null) {
			ClientAddress address = this.options.address();
			this.tls.addTo(channel.pipeline(), unix ? "localhost" : address.host(), address.port(),
					this.options.connectTimeout());
		}
		channel.pipeline().addLast("dial", new Gate(this.tls != null)).addLast("connection", this.connection.get());
		return channel;
	}

	private boolean finish() {
		if (this.done) {
			return false;
		}
		this.done = true;
		if (this.timeout != null) {
			this.timeout.cancel(false);
		}
		return true;
	}

	private void fail(@Nullable Throwable cause) {
		if (finish()) {
			close();
			double seconds = (System.nanoTime() - this.start) / 1e9;
			String message = String.format(Locale.ROOT, "connect %s fail after %.3f seconds", this.target, seconds);
			this.failed.accept((cause != null) ? message + ": " + reason(cause) : message);
		}
	}

	private void close() {
		if (this.channel != null) {
			this.channel.close();
		}
	}

	/**
	 * What the operating system said, without what Netty puts around it.
	 */
	private static String reason(Throwable failure) {
		Throwable root = failure;
		for (Throwable cause = root.getCause(); cause != null
				&& failure instanceof SSLException; cause = cause.getCause()) {
			root = cause;
		}
		String message = (root.getMessage() != null) ? root.getMessage() : root.getClass().getSimpleName();
		return message.replaceFirst(".* failed with error\\(-?\\d+\\): ", "").replaceFirst(": [^ ]*/[^ ]*$", "");
	}

	/**
	 * Keeps from the connection that the socket is active until TLS is ready too.
	 */
	private final class Gate extends ChannelInboundHandlerAdapter {

		private final boolean secured;

		Gate(boolean secured) {
			this.secured = secured;
		}

		@Override
		public void channelActive(ChannelHandlerContext context) {
			if (!this.secured) {
				pass(context);
			}
		}

		@Override
		public void userEventTriggered(ChannelHandlerContext context, Object event) {
			if (event instanceof Secured) {
				pass(context);
			}
			context.fireUserEventTriggered(event);
		}

		private void pass(ChannelHandlerContext context) {
			if (finish()) {
				context.fireChannelActive();
				context.pipeline().remove(this);
			}
		}

		@Override
		public void channelInactive(ChannelHandlerContext context) {
			fail(new ConnectException("The connection was lost"));
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			fail(cause);
		}

	}

}
