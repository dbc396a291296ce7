package io.workerman.engine.netty.admission;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.WorkerOptions;

/**
 * Counts the sockets of a worker and refuses those that are too many. Used by the threads
 * that accept and by the processes.
 */
public final class ConnectionLimit {

	private volatile int most;

	private volatile int mostPerIp;

	private final AtomicInteger open = new AtomicInteger();

	private final ConcurrentHashMap<InetAddress, Integer> openByIp = new ConcurrentHashMap<>();

	private final LongAdder refused = new LongAdder();

	private final LongAdder refusedByIp = new LongAdder();

	/**
	 * Create a limit.
	 * @param limits how many there may be
	 */
	public ConnectionLimit(WorkerOptions.Limits limits) {
		this.most = orUnlimited(limits.maxConnections());
		this.mostPerIp = orUnlimited(limits.maxConnectionsPerIp());
	}

	private static int orUnlimited(int limit) {
		return (limit > 0) ? limit : Integer.MAX_VALUE;
	}

	/**
	 * Change the limit for the sockets that come later.
	 * @param limits how many there may be
	 */
	public void change(WorkerOptions.Limits limits) {
		this.most = orUnlimited(limits.maxConnections());
		this.mostPerIp = orUnlimited(limits.maxConnectionsPerIp());
	}

	/**
	 * Count a socket that came before there was a limit, until it closes.
	 * @param channel the socket
	 */
	public void count(Channel channel) {
		InetAddress ip = ip(channel);
		this.open.incrementAndGet();
		if (ip != null) {
			this.openByIp.merge(ip, 1, Integer::sum);
		}
		channel.closeFuture().addListener((closed) -> release(ip));
	}

	private static @Nullable InetAddress ip(Channel channel) {
		return (channel.remoteAddress() instanceof InetSocketAddress inet) ? inet.getAddress() : null;
	}

	/**
	 * Whether a socket may stay. If so it is counted until it closes.
	 * @param channel the socket
	 * @return whether it may
	 */
	public boolean admit(Channel channel) {
		if (this.open.incrementAndGet() > this.most) {
			this.open.decrementAndGet();
			this.refused.increment();
			return false;
		}
		InetAddress ip = ip(channel);
		if (ip != null && this.openByIp.merge(ip, 1, Integer::sum) > this.mostPerIp) {
			release(ip);
			this.refusedByIp.increment();
			return false;
		}
		channel.closeFuture().addListener((closed) -> release(ip));
		return true;
	}

	private void release(@Nullable InetAddress ip) {
		this.open.decrementAndGet();
		if (ip != null) {
			this.openByIp.computeIfPresent(ip, (address, count) -> (count > 1) ? count - 1 : null);
		}
	}

	/**
	 * The sockets that were refused.
	 * @return their number by reason
	 */
	public Map<String, Long> rejections() {
		return Map.of("max-connections", this.refused.sum(), "max-connections-per-ip", this.refusedByIp.sum());
	}

}
