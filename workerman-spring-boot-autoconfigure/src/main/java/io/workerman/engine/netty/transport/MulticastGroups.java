package io.workerman.engine.netty.transport;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DatagramChannel;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.MulticastOptions;

/**
 * Lets a UDP socket receive what is sent to groups.
 */
public final class MulticastGroups {

	private MulticastGroups() {
	}

	/**
	 * Join groups. They are left when the socket is closed.
	 * @param socket a UDP socket that is bound
	 * @param multicast the groups and where to join them
	 * @throws IOException if one cannot be joined; the message says which and why
	 */
	public static void join(Channel socket, MulticastOptions multicast) throws IOException {
		boolean v4 = socket.localAddress() instanceof InetSocketAddress own && own.getAddress() instanceof Inet4Address;
		for (InetAddress group : multicast.groups()) {
			if (v4 && group instanceof Inet6Address) {
				throw new IOException(
						"The IPv6 group %s cannot be joined on an IPv4 address (expected: udp://[::]:port)"
							.formatted(NetUtil.toAddressString(group)));
			}
			for (NetworkInterface network : multicast.networks(group)) {
				join((DatagramChannel) socket, group, network);
			}
		}
	}

	private static void join(DatagramChannel socket, InetAddress group, NetworkInterface network) throws IOException {
		Throwable failure = failure(socket, () -> socket.joinGroup(group, network, null));
		if (failure != null) {
			throw new IOException(
					"The group %s cannot be joined on %s: %s".formatted(NetUtil.toAddressString(group),
							network.getName(), (failure.getMessage() != null) ? failure.getMessage() : failure),
					failure);
		}
	}

	/**
	 * On the event loop, because elsewhere nobody hears of what a socket throws.
	 */
	private static @Nullable Throwable failure(Channel socket, Callable<ChannelFuture> join) {
		FutureTask<ChannelFuture> joining = new FutureTask<>(join);
		if (socket.eventLoop().inEventLoop()) {
			joining.run();
		}
		else {
			socket.eventLoop().execute(joining);
		}
		try {
			return joining.get().cause();
		}
		catch (ExecutionException ex) {
			return ex.getCause();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return ex;
		}
	}

}
