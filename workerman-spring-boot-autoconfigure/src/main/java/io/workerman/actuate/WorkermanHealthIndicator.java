package io.workerman.actuate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

import io.workerman.engine.Worker;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.Workers;
import io.workerman.status.LoopProbe;

/**
 * {@link HealthIndicator} of the workers: down when one that starts by itself does not
 * run or a loop is blocked, out of service while they say goodbye.
 */
public class WorkermanHealthIndicator extends AbstractHealthIndicator {

	/**
	 * Longer than a loop is ever busy with callbacks that do not block, shorter than the
	 * second that an orchestrator waits for an answer.
	 */
	private static final Duration BLOCKED = Duration.ofMillis(500);

	private final LoopProbe probe = new LoopProbe(BLOCKED);

	private final Workers workers;

	/**
	 * Create a health indicator.
	 * @param workers the workers
	 */
	public WorkermanHealthIndicator(Workers workers) {
		super("Workerman health check failed");
		this.workers = workers;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		List<Worker> all = this.workers.all();
		boolean draining = this.workers.isDraining();
		Set<WorkerProcess> blocked = this.probe.unanswered(all);
		if (draining) {
			builder.outOfService();
		}
		else if (blocked.isEmpty() && all.stream().allMatch(WorkermanHealthIndicator::runsIfItShould)) {
			builder.up();
		}
		else {
			builder.down();
		}
		all.forEach((worker) -> builder.withDetail(worker.name(), details(worker, blocked)));
	}

	private static boolean runsIfItShould(Worker worker) {
		return switch (worker.state()) {
			case RUNNING, PAUSED -> true;
			case STOPPED, STARTING, STOPPING -> !worker.options().autoStart() || waits(worker);
		};
	}

	private static boolean waits(Worker worker) {
		Worker host = worker.processes().get(0).host().worker();
		return host != worker && !host.options().autoStart();
	}

	private static Map<String, Object> details(Worker worker, Set<WorkerProcess> blocked) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("address", worker.address());
		details.put("state", worker.state());
		details.put("connections", worker.connections().size());
		List<String> threads = worker.processes()
			.stream()
			.filter(blocked::contains)
			.map(WorkerProcess::threadName)
			.toList();
		if (!threads.isEmpty()) {
			details.put("blocked", threads);
		}
		return details;
	}

}
