package io.workerman.autoconfigure.task;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import io.workerman.engine.task.TaskOptions;
import io.workerman.engine.task.TaskOptions.Rejection;

/**
 * Configuration properties for task workers.
 */
@ConfigurationProperties("workerman.tasks")
public class TaskProperties {

	/**
	 * Number of tasks that are done at the same time, 0 for one per processor.
	 */
	private int workers;

	/**
	 * Whether each task has a virtual thread of its own, for which Java 21 is needed.
	 */
	private boolean virtual;

	/**
	 * Number of tasks that may wait for a free worker.
	 */
	private int queueCapacity = 10_000;

	/**
	 * What happens to a task when as many wait.
	 */
	private Rejection rejection = Rejection.REJECT;

	/**
	 * Time from its submission after which a task has failed, zero for never.
	 */
	private Duration timeout = Duration.ofSeconds(0);

	TaskOptions options() {
		check("workers", this.workers, this.workers >= 0, "it must not be negative");
		check("queue-capacity", this.queueCapacity, this.queueCapacity >= 0, "it must not be negative");
		check("timeout", this.timeout, !this.timeout.isNegative(), "it must not be negative");
		check("virtual", this.virtual, !this.virtual || Runtime.version().feature() >= 21,
				"it needs Java 21, but this is Java " + Runtime.version().feature());
		int workers = (this.workers > 0) ? this.workers : TaskOptions.DEFAULTS.workers();
		return new TaskOptions(workers, this.virtual, this.queueCapacity, this.rejection, this.timeout);
	}

	private static void check(String key, Object value, boolean valid, String reason) {
		if (!valid) {
			throw new InvalidConfigurationPropertyValueException("workerman.tasks." + key, value, reason);
		}
	}

	public int getWorkers() {
		return this.workers;
	}

	public void setWorkers(int workers) {
		this.workers = workers;
	}

	public boolean isVirtual() {
		return this.virtual;
	}

	public void setVirtual(boolean virtual) {
		this.virtual = virtual;
	}

	public int getQueueCapacity() {
		return this.queueCapacity;
	}

	public void setQueueCapacity(int queueCapacity) {
		this.queueCapacity = queueCapacity;
	}

	public Rejection getRejection() {
		return this.rejection;
	}

	public void setRejection(Rejection rejection) {
		this.rejection = rejection;
	}

	public Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(Duration timeout) {
		this.timeout = timeout;
	}

}
