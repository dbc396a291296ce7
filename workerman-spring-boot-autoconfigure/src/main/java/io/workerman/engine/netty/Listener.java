package io.workerman.engine.netty;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

import javax.net.ssl.SSLException;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.Errors;
import io.netty.util.concurrent.ImmediateEventExecutor;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.Guards;
import io.workerman.engine.ListenAddress;
import io.workerman.engine.SendResult;
import io.workerman.engine.WorkerOptions;
import io.workerman.engine.WorkerStartException;
import io.workerman.engine.WorkerStartException.Problem;
import io.workerman.engine.netty.tls.OpenSslMissingException;
import io.workerman.engine.netty.tls.ServerTls;
import io.workerman.engine.netty.transport.EventLoopThreads;
import io.workerman.engine.netty.transport.MulticastGroups;
import io.workerman.engine.netty.transport.Sockets;

/**
 * The listening sockets of one worker. They are bound at first and accept later.
 */
final class Listener {

	private static final long CLOSE_MILLIS = 1000;

	private final NettyWorker worker;

	private final ListenAddress address;

	private final Sockets sockets;

	private final List<Channel> channels = new ArrayList<>();

	/**
	 * Sockets that are no connections yet.
	 */
	private final ChannelGroup waiting = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE, true);

	private @Nullable EventLoop acceptLoop;

	private volatile @Nullable DatagramHandler datagrams;

	private volatile Guards.Heartbeat heartbeat = Guards.Heartbeat.NONE;

	private int port;

	Listener(NettyWorker worker, ListenAddress address, Sockets sockets) {
		this.worker = worker;
		this.address = address;
		this.sockets = sockets;
		this.port = address.port();
	}

	/**
	 * Bind.
	 * @param protocol the protocol of the connections
	 */
	void bind(ConnectionProtocol protocol) {
		List<NettyProcess> processes = this.worker.nettyProcesses();
		WorkerOptions options = this.worker.options();
		if (options.intake().multicast().joins() && (!this.address.isDatagram() || this.address.isUnix())) {
			throw failed(Problem.INVALID_OPTION, "Only a udp address can join multicast groups", null);
		}
		SocketAddress target = socketAddress();
		this.heartbeat = protocol.heartbeat();
		openTls(protocol);
		if (this.address.isDatagram()) {
			boolean each = options.reusePort() && !this.address.isUnix() && !options.intake().multicast().joins();
			for (NettyProcess receiver : each ? processes : processes.subList(0, 1)) {
				DatagramHandler handler = new DatagramHandler(each ? List.of(receiver) : processes, protocol);
				bind(receiver.loop(), datagramSocket(target), target, handler);
				this.datagrams = (this.datagrams != null) ? this.datagrams : handler;
			}
			joinGroups();
		}
		else if (options.reusePort() && !this.address.isUnix()) {
			for (NettyProcess process : processes) {
				bind(process.loop(), this.sockets.server().apply(family(target)), target,
						new Acceptor(this.worker, List.of(process), protocol, this.waiting));
			}
		}
		else {
			Channel server = this.address.isUnix() ? this.sockets.unixServer().get()
					: this.sockets.server().apply(family(target));
			boolean dedicated = options.intake().dedicatedAcceptor() && processes.size() > 1;
			bind(dedicated ? startAcceptLoop() : processes.get(0).loop(), server, target,
					new Acceptor(this.worker, processes, protocol, this.waiting));
		}
	}

	private Channel datagramSocket(SocketAddress target) {
		if (!this.address.isUnix()) {
			return this.sockets.datagram().apply(family(target));
		}
		Supplier<Channel> unix = this.sockets.unixDatagram();
		if (unix == null) {
			throw failed(Problem.TRANSPORT_UNAVAILABLE,
					"The transport '%s' has no Unix datagram sockets (expected: epoll or kqueue)"
						.formatted(this.sockets.transport().name().toLowerCase(Locale.ROOT).replace('_', '-')),
					null);
		}
		return unix.get();
	}

	private void joinGroups() {
		try {
			MulticastGroups.join(this.channels.get(0), this.worker.options().intake().multicast());
		}
		catch (IOException ex) {
			close();
			throw failed(Problem.BIND_FAILED, String.valueOf(ex.getMessage()), ex);
		}
	}

	/**
	 * Sends a datagram. For any thread.
	 */
	SendResult sendTo(SocketAddress target, Object message) {
		DatagramHandler handler = this.datagrams;
		return (handler != null) ? handler.send(target, message) : notSent(this.worker);
	}

	/**
	 * What becomes of a datagram of a worker that is not bound. For any thread.
	 */
	static SendResult notSent(NettyWorker worker) {
		ListenAddress address = worker.configuredAddress();
		if (address == null || !address.isDatagram()) {
			throw new IllegalStateException(
					"Worker '%s' cannot send datagrams: its address is %s (expected: udp://… or unixgram://…)"
						.formatted(worker.name(), worker.address()));
		}
		return SendResult.FAILED;
	}

	/**
	 * The heartbeat of connections unless the worker has set one. For any thread.
	 */
	Guards.Heartbeat heartbeat() {
		return this.heartbeat;
	}

	private void openTls(ConnectionProtocol protocol) {
		ServerTls tls = this.worker.tls();
		if (tls == null) {
			return;
		}
		if (this.address.isDatagram()) {
			throw failed(Problem.TLS_UNUSABLE, (this.address.isUnix() ? "Datagrams have" : "UDP has") + " no TLS",
					null);
		}
		try {
			tls.open(protocol.applicationProtocols());
		}
		catch (OpenSslMissingException ex) {
			throw failed(Problem.OPENSSL_MISSING, String.valueOf(ex.getMessage()), ex);
		}
		catch (SSLException ex) {
			throw failed(Problem.TLS_UNUSABLE, String.valueOf(ex.getMessage()), ex);
		}
	}

	private EventLoop startAcceptLoop() {
		EventLoop loop = EventLoopThreads.start("workerman-" + this.worker.name() + "-acceptor",
				this.sockets.ioHandler().get());
		this.acceptLoop = loop;
		return loop;
	}

	private void bind(EventLoop loop, Channel channel, SocketAddress target, ChannelHandler handler) {
		WorkerOptions options = this.worker.options();
		channel.config().setAutoRead(false);
		if (this.address.isDatagram()) {
			int most = options.maxSendBufferSize();
			channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(most / 2, most));
		}
		else {
			channel.config().setOption(ChannelOption.SO_BACKLOG, options.backlog());
			Sockets.acceptUntilEmpty(channel);
		}
		if (!this.address.isUnix()) {
			if (!this.address.isDatagram()) {
				channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
			}
			if (options.reusePort()) {
				channel.config().setOption(this.sockets.reusePort(), true);
			}
		}
		channel.pipeline().addLast("accept", handler);
		Throwable failure = loop.register(channel).awaitUninterruptibly().cause();
		if (failure == null) {
			failure = channel.bind(withPort(target)).awaitUninterruptibly().cause();
		}
		if (failure != null) {
			channel.close();
			close();
			throw bindFailed(failure);
		}
		this.channels.add(channel);
		if (channel.localAddress() instanceof InetSocketAddress bound) {
			this.port = bound.getPort();
		}
	}

	private SocketAddress socketAddress() {
		String path = this.address.path();
		if (path != null) {
			removeStale(Path.of(path));
			if (Files.exists(Path.of(path), LinkOption.NOFOLLOW_LINKS)) {
				throw failed(Problem.ADDRESS_IN_USE, "Address already in use", null);
			}
			return this.sockets.unixAddress(path);
		}
		InetSocketAddress resolved = new InetSocketAddress(this.address.host(), this.port);
		if (resolved.isUnresolved()) {
			throw failed(Problem.INVALID_ADDRESS, "The host '" + this.address.host() + "' is unknown", null);
		}
		return resolved;
	}

	private static SocketProtocolFamily family(SocketAddress target) {
		boolean v4 = target instanceof InetSocketAddress inet && inet.getAddress() instanceof Inet4Address;
		return v4 ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
	}

	/**
	 * With port 0 the first socket finds a free port, and the others of the worker share
	 * it.
	 */
	private SocketAddress withPort(SocketAddress target) {
		return (target instanceof InetSocketAddress inet) ? new InetSocketAddress(inet.getAddress(), this.port)
				: target;
	}

	/**
	 * A socket file that nobody listens on was left behind by a program that crashed. Any
	 * other file stays, although native transports would bind over it.
	 */
	private void removeStale(Path path) {
		if (!Files.exists(path)) {
			return;
		}
		try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
			probe.connect(UnixDomainSocketAddress.of(path));
		}
		catch (ConnectException ex) {
			try {
				if (!Files.isRegularFile(path) && !Files.isDirectory(path)) {
					Files.delete(path);
				}
			}
			catch (IOException ex2) {
				// binding to it says what is wrong
			}
		}
		catch (IOException ex) {
			// binding to it says what is wrong
		}
	}

	private WorkerStartException bindFailed(Throwable failure) {
		String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
		if (text.contains("in use")) {
			return failed(Problem.ADDRESS_IN_USE, "Address already in use", failure);
		}
		if (text.contains("cannot assign") || text.contains("can't assign")) {
			return failed(Problem.ADDRESS_NOT_LOCAL, "Cannot assign requested address", failure);
		}
		if (text.contains("permission denied") || failure instanceof java.nio.file.AccessDeniedException) {
			return failed(Problem.PERMISSION_DENIED, "Permission denied", failure);
		}
		boolean fromSystem = failure instanceof SocketException || failure instanceof Errors.NativeIoException;
		String reason = String.valueOf(fromSystem ? failure.getMessage() : failure);
		return failed(Problem.BIND_FAILED, reason.replaceFirst(".* failed with error\\(-?\\d+\\): ", ""), failure);
	}

	private WorkerStartException failed(Problem problem, String reason, @Nullable Throwable cause) {
		String configured = String.valueOf(this.worker.options().address());
		return new WorkerStartException(this.worker.name(), configured, problem,
				"Worker '%s' cannot listen on %s: %s".formatted(this.worker.name(), configured, reason), cause);
	}

	int port() {
		return this.port;
	}

	ListenAddress boundAddress() {
		return this.address.withPort(this.port);
	}

	/**
	 * Accepts or not from now on. On another thread than its own a channel would accept
	 * once more before it pauses.
	 */
	void accept(boolean accept) {
		for (Channel channel : this.channels) {
			channel.eventLoop().execute(() -> channel.config().setAutoRead(accept));
		}
	}

	/**
	 * Accepts what has connected by now, so that it is served and told goodbye instead of
	 * being reset, and closes.
	 */
	void drain() {
		end(Listener::drain);
	}

	private static ChannelFuture drain(Channel channel) {
		Acceptor acceptor = channel.pipeline().get(Acceptor.class);
		if (acceptor == null) {
			return channel.close();
		}
		channel.eventLoop().execute(() -> acceptor.drain(channel));
		return channel.closeFuture();
	}

	/**
	 * Closes at once.
	 */
	void close() {
		end(Channel::close);
	}

	private void end(Function<Channel, ChannelFuture> end) {
		boolean bound = !this.channels.isEmpty();
		this.datagrams = null;
		this.channels.stream()
			.map(end)
			.toList()
			.stream()
			.filter((closing) -> !closing.channel().eventLoop().inEventLoop())
			.forEach((closing) -> closing.awaitUninterruptibly(CLOSE_MILLIS));
		this.channels.clear();
		this.waiting.close();
		if (this.acceptLoop != null) {
			this.acceptLoop.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
		}
		String path = this.address.path();
		if (bound && path != null) {
			try {
				Files.deleteIfExists(Path.of(path));
			}
			catch (IOException ex) {
				// the next start removes it
			}
		}
	}

}
