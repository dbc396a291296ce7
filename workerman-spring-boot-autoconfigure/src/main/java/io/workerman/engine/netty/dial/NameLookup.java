package io.workerman.engine.netty.dial;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the addresses of hosts as the Java platform does, which blocks, and therefore
 * on threads of its own.
 */
final class NameLookup {

	private static final int THREADS = 8;

	private static final long IDLE_SECONDS = 10;

	private static final ThreadPoolExecutor threads = new ThreadPoolExecutor(THREADS, THREADS, IDLE_SECONDS,
			TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new DefaultThreadFactory("workerman-lookup", true));

	static {
		threads.allowCoreThreadTimeOut(true);
	}

	private NameLookup() {
	}

	/**
	 * Look up a host.
	 * @param host its name or IP address
	 * @param port the port
	 * @param loop where to call back, unless the host is an IP address
	 * @param callback takes the addresses, or why there are none
	 */
	static void resolve(String host, int port, EventLoop loop,
			BiConsumer<List<SocketAddress>, @Nullable Throwable> callback) {
		byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
		if (literal != null) {
			callback.accept(List.of(new InetSocketAddress(literal(host, literal), port)), null);
			return;
		}
		threads.execute(() -> {
			List<SocketAddress> found = new ArrayList<>();
			Throwable failure = null;
			try {
				for (InetAddress address : InetAddress.getAllByName(host)) {
					found.add(new InetSocketAddress(address, port));
				}
			}
			catch (UnknownHostException | RuntimeException ex) {
				failure = new UnknownHostException("The host '" + host + "' is unknown");
			}
			Throwable cause = failure;
			if (!loop.isShuttingDown()) {
				loop.execute(() -> callback.accept(found, cause));
			}
		});
	}

	private static InetAddress literal(String host, byte[] bytes) {
		try {
			return InetAddress.getByAddress(host, bytes);
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException("An IP address has 4 or 16 bytes", ex);
		}
	}

}
