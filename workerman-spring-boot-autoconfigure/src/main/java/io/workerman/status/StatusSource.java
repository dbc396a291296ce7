package io.workerman.status;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.Workers;
import io.workerman.engine.cluster.ClusterNode;
import io.workerman.engine.push.Audience.Kind;
import io.workerman.engine.push.LocalClients;
import io.workerman.engine.task.TaskWorkers;

/**
 * Where the status of all workers comes from.
 */
public final class StatusSource {

	private final Workers workers;

	private final @Nullable TaskWorkers tasks;

	private final @Nullable LocalClients clients;

	private final @Nullable ClusterNode node;

	/**
	 * Create a source.
	 * @param workers the workers
	 * @param tasks the task workers, or {@code null} if there are none
	 * @param clients the clients of this node, or {@code null} if nobody knows them
	 * @param node this node among others, or {@code null} if it is alone
	 */
	public StatusSource(Workers workers, @Nullable TaskWorkers tasks, @Nullable LocalClients clients,
			@Nullable ClusterNode node) {
		this.workers = workers;
		this.tasks = tasks;
		this.clients = clients;
		this.node = node;
	}

	/**
	 * The workers.
	 * @return all of them
	 */
	public Workers workers() {
		return this.workers;
	}

	/**
	 * Look at all workers and the cluster.
	 * @return their status
	 */
	public WorkermanStatus read() {
		return WorkermanStatus.of(this.workers, (this.tasks != null) ? TaskStatus.of(this.tasks.statistics()) : null,
				(this.clients != null) ? cluster(this.clients, this.node) : null);
	}

	private static ClusterStatus cluster(LocalClients clients, @Nullable ClusterNode node) {
		return new ClusterStatus((node != null) ? node.statistics().nodes() : 1, node == null || node.isAvailable(),
				clients.names(Kind.UIDS).size(), clients.names(Kind.GROUPS).size());
	}

}
