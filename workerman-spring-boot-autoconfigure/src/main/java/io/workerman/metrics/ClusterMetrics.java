package io.workerman.metrics;

import java.util.function.ToLongFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.cluster.ClusterNode;
import io.workerman.engine.cluster.ClusterNode.Statistics;
import io.workerman.engine.push.Audience.Kind;
import io.workerman.engine.push.LocalClients;

/**
 * {@link MeterBinder} for what is known of clients, and for the traffic between nodes if
 * there are several.
 */
public class ClusterMetrics implements MeterBinder {

	private final LocalClients clients;

	private final @Nullable ClusterNode node;

	/**
	 * Create a binder.
	 * @param clients the clients of this node
	 * @param node this node among others, or {@code null} if it is alone
	 */
	public ClusterMetrics(LocalClients clients, @Nullable ClusterNode node) {
		this.clients = clients;
		this.node = node;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("workerman.cluster.uids", this.clients, (known) -> known.names(Kind.UIDS).size())
			.description("Uids that have a client on this node")
			.register(registry);
		Gauge.builder("workerman.cluster.groups", this.clients, (known) -> known.names(Kind.GROUPS).size())
			.description("Groups that have a client on this node")
			.register(registry);
		if (this.node != null) {
			bindTo(registry, this.node);
		}
	}

	private static void bindTo(MeterRegistry registry, ClusterNode node) {
		Gauge.builder("workerman.cluster.nodes", node, (known) -> known.statistics().nodes())
			.description("Nodes that live, as far as this one knows")
			.register(registry);
		Gauge.builder("workerman.cluster.available", node, (known) -> known.isAvailable() ? 1 : 0)
			.description("Whether other nodes can be reached")
			.register(registry);
		Gauge.builder("workerman.cluster.pending", node, (known) -> known.statistics().pending())
			.description("Requests that wait for the answers of other nodes")
			.register(registry);
		counter(registry, node, "requests", "Requests to other nodes", Statistics::asked);
		counter(registry, node, "received", "Requests and answers of other nodes", Statistics::received);
		counter(registry, node, "silent", "Answers of other nodes that were missing", Statistics::silent);
		counter(registry, node, "unreadable", "Messages of other nodes that could not be read", Statistics::unreadable);
	}

	private static void counter(MeterRegistry registry, ClusterNode node, String name, String description,
			ToLongFunction<Statistics> count) {
		FunctionCounter.builder("workerman.cluster." + name, node, (known) -> count.applyAsLong(known.statistics()))
			.description(description)
			.register(registry);
	}

}
