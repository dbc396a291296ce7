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
			Map<String, Object> listener = new LinkedHashMap<>();
			listener.put("address", worker.address());
			listener.put("protocol", worker.protocol());
			listeners.put(worker.name(), listener);
		}
		Map<String, Object> info = new LinkedHashMap<>();
		info.put("version", WorkermanVersion.VERSION);
		info.put("listeners", listeners);
		builder.withDetail("workerman", info);
	}

}
