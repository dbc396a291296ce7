package io.workerman.engine.netty.transport;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.util.function.Function;
import java.util.function.Supplier;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueDatagramChannel;
import io.netty.channel.kqueue.KQueueDomainDatagramChannel;
import io.netty.channel.kqueue.KQueueDomainSocketChannel;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueServerDomainSocketChannel;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.Transport;

/**
 * The sockets of one transport.
 *
 * @param transport the transport
 * @param ioHandler what drives an event loop
 * @param server a listening TCP socket, which the family INET keeps off IPv6 where the
 * transport can do that
 * @param unixServer a listening Unix domain socket
 * @param datagram a UDP socket
 * @param unixDatagram a Unix datagram socket, or {@code null} if the transport has none
 * @param client a TCP socket that dials out
 * @param unixClient a Unix domain socket that dials out
 */
public record Sockets(Transport transport, Supplier<IoHandlerFactory> ioHandler,
		Function<SocketProtocolFamily, Channel> server, Supplier<Channel> unixServer,
		Function<SocketProtocolFamily, Channel> datagram, @Nullable Supplier<Channel> unixDatagram,
		Supplier<Channel> client, Supplier<Channel> unixClient) {

	/**
	 * The sockets of a transport. References to constructors would load the classes of
	 * all sockets at once, which an application waits for when it starts.
	 * @param transport the transport
	 * @return its sockets
	 */
	public static Sockets of(Transport transport) {
		return switch (transport) {
			case AUTO -> of(best());
			case NIO -> new Sockets(transport, NioIoHandler::newFactory,
					(family) -> new NioServerSocketChannel(SelectorProvider.provider(), family),
					() -> new NioServerDomainSocketChannel(), (family) -> new NioDatagramChannel(family), null,
					() -> new NioSocketChannel(), () -> new NioDomainSocketChannel());
			case EPOLL -> new Sockets(transport, EpollHandler::newFactory,
					(family) -> new EpollServerSocketChannel(family), () -> new EpollServerDomainSocketChannel(),
					(family) -> new EpollDatagramChannel(family), () -> new EpollDomainDatagramChannel(),
					() -> new EpollSocketChannel(), () -> new EpollDomainSocketChannel());
			case IO_URING ->
				new Sockets(transport, IoUringIoHandler::newFactory, (family) -> new IoUringServerSocketChannel(),
						() -> new IoUringServerDomainSocketChannel(), (family) -> new IoUringDatagramChannel(family),
						null, () -> new IoUringSocketChannel(), () -> new IoUringDomainSocketChannel());
			case KQUEUE -> new Sockets(transport, KQueueIoHandler::newFactory,
					(family) -> new KQueueServerSocketChannel(), () -> new KQueueServerDomainSocketChannel(),
					(family) -> new KQueueDatagramChannel(family), () -> new KQueueDomainDatagramChannel(),
					() -> new KQueueSocketChannel(), () -> new KQueueDomainSocketChannel());
		};
	}

	private static Transport best() {
		if (unavailability(Transport.EPOLL) == null) {
			return Transport.EPOLL;
		}
		return (unavailability(Transport.KQUEUE) == null) ? Transport.KQUEUE : Transport.NIO;
	}

	/**
	 * Why a transport does not work here.
	 * @param transport the transport
	 * @return the cause, or {@code null} if it works
	 */
	public static @Nullable Throwable unavailability(Transport transport) {
		try {
			return switch (transport) {
				case AUTO, NIO -> null;
				case EPOLL -> Epoll.unavailabilityCause();
				case IO_URING -> IoUring.unavailabilityCause();
				case KQUEUE -> KQueue.unavailabilityCause();
			};
		}
		catch (LinkageError ex) {
			return ex;
		}
	}

	/**
	 * The option that lets several sockets share a port.
	 * @return the option SO_REUSEPORT in the words of the transport
	 */
	public ChannelOption<Boolean> reusePort() {
		return (this.transport == Transport.NIO) ? NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT)
				: UnixChannelOption.SO_REUSEPORT;
	}

	/**
	 * Lets a listening socket accept until nobody waits, and not one connection for each
	 * event.
	 * @param server a socket that is not registered yet
	 */
	public static void acceptUntilEmpty(Channel server) {
		if (server.config().getRecvByteBufAllocator() instanceof DefaultMaxMessagesRecvByteBufAllocator allocator) {
			allocator.respectMaybeMoreData(false);
		}
	}

	/**
	 * Lets no more than one connection wait to be accepted from now on, where the
	 * transport can do that. Others that come try again a second later.
	 * @param server a listening socket
	 */
	public static void narrowBacklog(Channel server) {
		if (server instanceof UnixChannel unix && unix.fd() instanceof Socket socket) {
			try {
				socket.listen(0);
			}
			catch (IOException ex) {
				// then more may wait
			}
		}
	}

	/**
	 * The address of a Unix domain socket.
	 * @param path its path
	 * @return the address in the words of the transport
	 */
	public SocketAddress unixAddress(String path) {
		return (this.transport == Transport.NIO) ? UnixDomainSocketAddress.of(path) : new DomainSocketAddress(path);
	}

}
