package io.workerman.leak;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * JUnit extension, registered for every test class, that fails the class after which a
 * buffer is found to have been garbage-collected without being released.
 */
public class LeakExtension implements AfterAllCallback {

	private static final int COLLECTIONS = 2;

	private static final long COLLECTION_TIMEOUT_MILLIS = 5000;

	@Override
	public void afterAll(ExtensionContext context) throws InterruptedException {
		if (!context.getEnclosingTestClasses().isEmpty()) {
			return;
		}
		for (int i = 0; i < COLLECTIONS; i++) {
			collectGarbage();
		}
		List<String> reports = FailingResourceLeakDetector.takeReports();
		if (!reports.isEmpty()) {
			throw new AssertionError("Leaks found after %s or what ran before it: %d%n%s"
				.formatted(context.getDisplayName(), reports.size(), String.join(System.lineSeparator(), reports)));
		}
	}

	private static void collectGarbage() throws InterruptedException {
		ReferenceQueue<Object> queue = new ReferenceQueue<>();
		WeakReference<Object> sentinel = new WeakReference<>(new Object(), queue);
		System.gc();
		if (queue.remove(COLLECTION_TIMEOUT_MILLIS) != sentinel) {
			throw new IllegalStateException("Garbage was not collected");
		}
	}

}
