package io.workerman.engine.netty.admission;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * The two ends of a connection: those of the socket, unless a proxy has told others.
 *
 * @param remote the address of the client
 * @param local the address that the client connected to
 */
public record Endpoints(SocketAddress remote, SocketAddress local) {

	private static final AttributeKey<Endpoints> TOLD = AttributeKey.valueOf(Endpoints.class, "told");

	/**
	 * The ends of the connection on a socket.
	 * @param channel the socket
	 * @return the ends
	 */
	static Endpoints of(Channel channel) {
		Endpoints told = told(channel);
		return (told != null) ? told : new Endpoints(channel.remoteAddress(), channel.localAddress());
	}

	/**
	 * The ends that a proxy has told. The socket remembers its own from now on, which it
	 * could not find out when it has closed.
	 * @param channel the socket
	 * @return the ends, or {@code null} if they are those of the socket
	 */
	public static @Nullable Endpoints told(Channel channel) {
		channel.remoteAddress();
		channel.localAddress();
		return channel.hasAttr(TOLD) ? channel.attr(TOLD).get() : null;
	}

	/**
	 * The IP address of the client.
	 * @return the IP address, or {@code null} on a Unix domain socket
	 */
	@Nullable InetAddress ip() {
		return (this.remote instanceof InetSocketAddress inet) ? inet.getAddress() : null;
	}

	void tell(Channel channel) {
		channel.attr(TOLD).set(this);
	}

}
