package io.workerman.engine.netty.admission;

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import io.netty.channel.Channel;

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
		this.open.incrementAndGet();
		releaseLater(channel);
		InetAddress ip = Endpoints.of(channel).ip();
		if (ip != null) {
			this.openByIp.merge(ip, 1, Integer::sum);
			channel.closeFuture().addListener((closed) -> release(ip));
		}
	}

	/**
	 * Whether a socket may stay. If so it is counted until it closes.
	 * @param channel the socket
	 * @return whether it may
	 */
	public boolean admit(Channel channel) {
		if (!count()) {
			return false;
		}
		if (!admitClient(channel)) {
			this.open.decrementAndGet();
			return false;
		}
		releaseLater(channel);
		return true;
	}

	/**
	 * Whether a socket may stay until its client is known. If so it is counted until it
	 * closes.
	 * @param channel the socket
	 * @return whether it may
	 */
	public boolean admitSocket(Channel channel) {
		boolean admitted = count();
		if (admitted) {
			releaseLater(channel);
		}
		return admitted;
	}

	/**
	 * Whether the client of a socket that was admitted may stay too.
	 * @param channel the socket
	 * @return whether it may
	 */
	public boolean admitClient(Channel channel) {
		InetAddress ip = Endpoints.of(channel).ip();
		if (ip == null) {
			return true;
		}
		if (this.openByIp.merge(ip, 1, Integer::sum) > this.mostPerIp) {
			release(ip);
			this.refusedByIp.increment();
			return false;
		}
		channel.closeFuture().addListener((closed) -> release(ip));
		return true;
	}

	private boolean count() {
		boolean free = this.open.incrementAndGet() <= this.most;
		if (!free) {
			this.open.decrementAndGet();
			this.refused.increment();
		}
		return free;
	}

	private void releaseLater(Channel channel) {
		channel.closeFuture().addListener((closed) -> this.open.decrementAndGet());
	}

	private void release(InetAddress ip) {
		this.openByIp.computeIfPresent(ip, (address, count) -> (count > 1) ? count - 1 : null);
	}

	/**
	 * The sockets that were refused.
	 * @return their number by reason
	 */
	public Map<String, Long> rejections() {
		return Map.of("max-connections", this.refused.sum(), "max-connections-per-ip", this.refusedByIp.sum());
	}

}
