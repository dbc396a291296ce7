package io.workerman.engine.netty.transport;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.DomainDatagramChannel;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;

/**
 * Where datagrams go, in the words of the socket that sends them.
 */
public final class Datagrams {

	private Datagrams() {
	}

	/**
	 * Translate the address of a peer.
	 * @param socket the socket that sends
	 * @param target where to
	 * @return the same address
	 * @throws IllegalArgumentException if the socket cannot send there
	 */
	public static SocketAddress target(Channel socket, SocketAddress target) {
		String expected;
		if (socket instanceof DomainDatagramChannel) {
			if (target instanceof DomainSocketAddress) {
				return target;
			}
			if (target instanceof UnixDomainSocketAddress unix) {
				return new DomainSocketAddress(unix.getPath().toString());
			}
			expected = "the path of a Unix datagram socket";
		}
		else {
			boolean v4 = socket.localAddress() instanceof InetSocketAddress own
					&& own.getAddress() instanceof Inet4Address;
			if (target instanceof InetSocketAddress inet && !inet.isUnresolved()
					&& !(v4 && inet.getAddress() instanceof Inet6Address)) {
				return target;
			}
			expected = v4 ? "an IPv4 address with a port" : "an IP address with a port";
		}
		throw new IllegalArgumentException("target: %s (expected: %s)".formatted(target, expected));
	}

	/**
	 * Make a datagram.
	 * @param content its content, which is taken over
	 * @param target where to, as {@link #target} returns it
	 * @return what a socket of that kind writes
	 */
	public static Object packet(ByteBuf content, SocketAddress target) {
		return (target instanceof InetSocketAddress inet) ? new DatagramPacket(content, inet)
				: new DomainDatagramPacket(content, (DomainSocketAddress) target);
	}

}
