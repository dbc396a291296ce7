package io.workerman.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

import io.workerman.engine.Worker;
import io.workerman.engine.Workers;
import io.workerman.status.WorkermanVersion;

/**
 * {@link InfoContributor} that tells on which addresses workers listen.
 */
public class WorkermanInfoContributor implements InfoContributor {

	private final Workers workers;

	/**
	 * Create a contributor.
	 * @param workers the workers
	 */
	public WorkermanInfoContributor(Workers workers) {
		this.workers = workers;
	}

	@Override
	public void contribute(Info.Builder builder) {
		Map<String, Object> listeners = new LinkedHashMap<>();
		for (Worker worker : this.workers.all()) {
			listeners.put(worker.name(), Map.of("address", worker.address(), "protocol", worker.protocol()));
		}
		builder.withDetail("workerman", Map.of("version", WorkermanVersion.VERSION, "listeners", listeners));
	}

}
