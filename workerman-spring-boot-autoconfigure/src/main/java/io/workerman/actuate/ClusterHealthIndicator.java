package io.workerman.actuate;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

import io.workerman.engine.cluster.ClusterNode;
import io.workerman.engine.push.Audience.Kind;
import io.workerman.engine.push.LocalClients;

/**
 * {@link HealthIndicator} of the cluster: down while other nodes cannot be reached. The
 * node serves its own clients all the same, so that it is neither a matter of liveness
 * nor of readiness.
 */
public class ClusterHealthIndicator extends AbstractHealthIndicator {

	private final ClusterNode node;

	private final LocalClients clients;

	/**
	 * Create a health indicator.
	 * @param node this node
	 * @param clients its clients
	 */
	public ClusterHealthIndicator(ClusterNode node, LocalClients clients) {
		super("Workerman cluster health check failed");
		this.node = node;
		this.clients = clients;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		builder.status(this.node.isAvailable() ? Status.UP : Status.DOWN)
			.withDetail("node", this.clients.node())
			.withDetail("nodes", this.node.statistics().nodes())
			.withDetail("uids", this.clients.names(Kind.UIDS).size())
			.withDetail("groups", this.clients.names(Kind.GROUPS).size());
	}

}
