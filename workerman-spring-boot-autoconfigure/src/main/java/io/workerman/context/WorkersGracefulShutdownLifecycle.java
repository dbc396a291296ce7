package io.workerman.context;

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;

import io.workerman.engine.Workers;

/**
 * {@link SmartLifecycle} that stops all workers gracefully: refuses traffic, then lets
 * them say goodbye and flush. It runs beside the graceful shutdown of a web server and
 * never waits for idle clients to leave.
 */
public final class WorkersGracefulShutdownLifecycle implements SmartLifecycle {

	/**
	 * The phase: that of the graceful shutdown of a web server of Spring Boot.
	 */
	public static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 1024;

	private static final Log logger = LogFactory.getLog(WorkersGracefulShutdownLifecycle.class);

	private final Workers workers;

	private final ApplicationContext applicationContext;

	private final Duration timeout;

	private volatile boolean running;

	private volatile boolean refusing;

	/**
	 * Create a new lifecycle.
	 * @param workers the workers
	 * @param applicationContext the application context
	 * @param timeout how long the workers may take before connections are closed at once
	 */
	public WorkersGracefulShutdownLifecycle(Workers workers, ApplicationContext applicationContext, Duration timeout) {
		this.workers = workers;
		this.applicationContext = applicationContext;
		this.timeout = timeout;
	}

	@Override
	public void start() {
		this.running = !this.workers.all().isEmpty();
		if (this.refusing) {
			this.refusing = false;
			publish(ReadinessState.ACCEPTING_TRAFFIC);
		}
	}

	@Override
	public void stop() {
		throw new UnsupportedOperationException("Stop must not be invoked directly");
	}

	@Override
	public void stop(Runnable callback) {
		this.running = false;
		this.refusing = true;
		publish(ReadinessState.REFUSING_TRAFFIC);
		logger.info("Commencing graceful shutdown of workers");
		this.workers.drain(this.timeout).whenComplete((done, failure) -> {
			log(failure);
			callback.run();
		});
	}

	private void log(@Nullable Throwable failure) {
		if (failure != null) {
			logger.warn("Graceful shutdown of workers failed", failure);
		}
		else {
			logger.info("Graceful shutdown of workers complete");
		}
	}

	private void publish(ReadinessState state) {
		AvailabilityChangeEvent.publish(this.applicationContext, state);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
