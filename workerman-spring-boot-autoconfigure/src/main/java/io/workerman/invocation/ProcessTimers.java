package io.workerman.invocation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;

import io.workerman.context.WorkerTaskScheduler;
import io.workerman.engine.Callbacks;
import io.workerman.engine.WorkerProcess;

/**
 * The timer methods that one process calls.
 */
final class ProcessTimers {

	private static final Log logger = LogFactory.getLog(ProcessTimers.class);

	private final WorkerProcess process;

	private final Map<HandlerMethod, TimerSchedule> schedules;

	private final TimerTasks tasks;

	private final Map<HandlerMethod, Callbacks.OnProcess> callbacks = new LinkedHashMap<>();

	private final WorkerTaskScheduler scheduler;

	private final ScheduledTaskRegistrar registrar = new ScheduledTaskRegistrar();

	ProcessTimers(WorkerProcess process, Map<HandlerMethod, TimerSchedule> schedules, TimerTasks tasks) {
		this.process = process;
		this.schedules = schedules;
		this.tasks = tasks;
		this.scheduler = WorkerTaskScheduler.of(process);
	}

	/**
	 * Add a method.
	 * @param method the method
	 * @param callback calls it
	 */
	void add(HandlerMethod method, Callbacks.OnProcess callback) {
		this.callbacks.put(method, callback);
	}

	void start() {
		this.registrar.setTaskScheduler(this.scheduler);
		this.callbacks.forEach((method, callback) -> {
			TimerSchedule schedule = Objects.requireNonNull(this.schedules.get(method));
			if (this.process.id() == 0 && schedule.process() >= this.process.worker().count()) {
				logger.warn("Worker '%s' has no process %d: the @OnTimer method '%s' is never called"
					.formatted(this.process.worker().name(), schedule.process(), method));
			}
			if (schedule.isFor(this.process)) {
				schedule.register(new Tick(method, callback, this.process), this.registrar);
			}
		});
		this.registrar.afterPropertiesSet();
		this.tasks.add(this.registrar);
	}

	void stop() {
		this.tasks.remove(this.registrar);
		this.scheduler.destroy();
	}

	/**
	 * One call of a timer method.
	 *
	 * @param method the method
	 * @param callback calls it
	 * @param process the process that calls it
	 */
	private record Tick(HandlerMethod method, Callbacks.OnProcess callback, WorkerProcess process) implements Runnable {

		@Override
		public void run() {
			try {
				this.callback.call(this.process);
			}
			catch (Throwable ex) {
				throw Thrown.unchecked(ex);
			}
		}

		@Override
		public String toString() {
			return "%s on %s".formatted(this.method, this.process.threadName());
		}

	}

}
