package io.workerman.engine.netty.admission;

import java.util.concurrent.atomic.LongAdder;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.group.ChannelGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.workerman.engine.WorkerOptions;
import io.workerman.engine.WorkerOptions.Proxies;
import io.workerman.engine.WorkerOptions.Proxies.Mode;

/**
 * The PROXY protocol (HAProxy, versions 1 and 2) on the connections of a worker: who may
 * tell the address of a client, and what happens to connections on which nobody does.
 * Used by the processes.
 */
public final class ProxyProtocol {

	private static final Logger logger = LoggerFactory.getLogger(ProxyProtocol.class);

	private final String worker;

	private final Proxies proxies;

	private final LongAdder rejected = new LongAdder();

	/**
	 * Create the protocol for a worker.
	 * @param options the options of the worker
	 */
	public ProxyProtocol(WorkerOptions options) {
		this.worker = options.name();
		this.proxies = options.proxies();
	}

	/**
	 * Makes the handler that reads the header of one connection, and removes itself from
	 * the pipeline. Nothing comes to the handlers behind it before.
	 * @param waiting has the socket until then
	 * @param admitted adds the handlers of a connection whose {@link Endpoints} are known
	 * @return the handler, which must be the first
	 */
	public ChannelHandler reader(ChannelGroup waiting, Runnable admitted) {
		return new ProxyHeaderReader(this, waiting, admitted);
	}

	/**
	 * The connections that were closed because of a header that was missing, malformed or
	 * late.
	 * @return their number
	 */
	public long rejections() {
		return this.rejected.sum();
	}

	boolean isRequired() {
		return this.proxies.mode() == Mode.REQUIRED;
	}

	/**
	 * Whether the peer of a socket may send a header.
	 */
	boolean believes(Channel channel) {
		return this.proxies.trusted().isEmpty() || this.proxies.trusts(channel.remoteAddress());
	}

	void reject(Channel channel, String reason) {
		this.rejected.increment();
		logger.debug("Worker '{}' closes a connection of {}: {}", this.worker, channel.remoteAddress(), reason);
		channel.close();
	}

}
