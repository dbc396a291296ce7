package io.workerman.leak;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakTracker;

/**
 * {@link ResourceLeakDetector} that keeps its reports for {@link LeakExtension} instead
 * of logging them. Netty makes one for each kind of resource.
 *
 * @param <T> the kind of resource
 */
public class FailingResourceLeakDetector<T> extends ResourceLeakDetector<T> {

	private static final Queue<FailingResourceLeakDetector<?>> detectors = new ConcurrentLinkedQueue<>();

	private static final Queue<String> reports = new ConcurrentLinkedQueue<>();

	/**
	 * Create a detector; called by Netty.
	 * @param resourceType the kind of resource
	 * @param samplingInterval how many allocations make one sample
	 */
	public FailingResourceLeakDetector(Class<?> resourceType, int samplingInterval) {
		super(resourceType, samplingInterval);
		detectors.add(this);
	}

	/**
	 * Create a detector; called by older parts of Netty.
	 * @param resourceType the kind of resource
	 * @param samplingInterval how many allocations make one sample
	 * @param maxActive not used
	 */
	public FailingResourceLeakDetector(Class<?> resourceType, int samplingInterval, long maxActive) {
		this(resourceType, samplingInterval);
	}

	@Override
	protected boolean needReport() {
		return true;
	}

	@Override
	protected void reportTracedLeak(String resourceType, String records) {
		reports.add(resourceType + " was not released before it was garbage-collected" + records);
	}

	@Override
	protected void reportUntracedLeak(String resourceType) {
		reports.add(resourceType + " was not released before it was garbage-collected");
	}

	/**
	 * Take the reports that have come since the last call.
	 * @return the reports, one for each leak
	 */
	static List<String> takeReports() {
		detectors.forEach(FailingResourceLeakDetector::poll);
		List<String> taken = new ArrayList<>();
		for (String report = reports.poll(); report != null; report = reports.poll()) {
			taken.add(report);
		}
		return taken;
	}

	static boolean isInstalled() {
		return !detectors.isEmpty();
	}

	@SuppressWarnings("unchecked")
	private void poll() {
		T resource = (T) new Object();
		ResourceLeakTracker<T> tracker = track(resource);
		if (tracker != null) {
			tracker.close(resource);
		}
	}

}
