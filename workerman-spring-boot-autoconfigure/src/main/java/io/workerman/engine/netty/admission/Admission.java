package io.workerman.engine.netty.admission;

import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.WorkerOptions;
import io.workerman.engine.WorkerOptions.Proxies.Mode;

/**
 * Who may connect to a worker, and how many were turned away. For any thread.
 */
public final class Admission {

	private final Rejections rejections = new Rejections();

	private final @Nullable ProxyProtocol proxyProtocol;

	private volatile @Nullable ConnectionLimit limit;

	/**
	 * Create the rules of a worker.
	 * @param options the options of the worker
	 */
	public Admission(WorkerOptions options) {
		this.proxyProtocol = (options.proxies().mode() != Mode.NONE) ? new ProxyProtocol(options) : null;
		this.limit = options.limits().limitsConnections() ? new ConnectionLimit(options.limits()) : null;
	}

	/**
	 * How many connections there may be.
	 * @return the limit, or {@code null} if there is none
	 */
	public @Nullable ConnectionLimit limit() {
		return this.limit;
	}

	/**
	 * Change how many connections there may be.
	 * @param limits how many there may be from now on
	 * @param countIn lets the connections that are open be counted, where there was no
	 * limit so far
	 */
	public void change(WorkerOptions.Limits limits, Consumer<ConnectionLimit> countIn) {
		ConnectionLimit limit = this.limit;
		if (limit != null) {
			limit.change(limits);
		}
		else if (limits.limitsConnections()) {
			ConnectionLimit added = new ConnectionLimit(limits);
			countIn.accept(added);
			this.limit = added;
		}
	}

	/**
	 * How connections begin.
	 * @return the PROXY protocol, or {@code null} if they begin without
	 */
	public @Nullable ProxyProtocol proxyProtocol() {
		return this.proxyProtocol;
	}

	/**
	 * Count that a limit was enforced.
	 * @param reason the limit
	 */
	public void rejected(Rejections.Reason reason) {
		this.rejections.count(reason);
	}

	/**
	 * How often each limit was enforced.
	 * @return a new map of the counts by the property of the limit
	 */
	public Map<String, Long> rejections() {
		Map<String, Long> rejections = this.rejections.read();
		ConnectionLimit limit = this.limit;
		rejections
			.putAll((limit != null) ? limit.rejections() : Map.of("max-connections", 0L, "max-connections-per-ip", 0L));
		if (this.proxyProtocol != null) {
			rejections.put("proxy-protocol", this.proxyProtocol.rejections());
		}
		return rejections;
	}

}
