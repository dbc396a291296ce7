package io.workerman.invocation;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.config.CronTask;
import org.springframework.scheduling.config.FixedRateTask;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;
import org.springframework.scheduling.support.CronTrigger;

import io.workerman.engine.WorkerProcess;

/**
 * When a timer method is to be called, and where.
 *
 * @param interval the time between two calls, or {@code null} if there is none
 * @param initialDelay the time before the first call
 * @param cron the times of the calls, or {@code null} if there are none
 * @param process the id of the process that calls it, or -1 for each
 */
record TimerSchedule(@Nullable Duration interval, Duration initialDelay, @Nullable CronTrigger cron, int process) {

	boolean isFor(WorkerProcess process) {
		return this.process == -1 || this.process == process.id();
	}

	void register(Runnable tick, ScheduledTaskRegistrar registrar) {
		if (this.interval != null) {
			registrar.addFixedRateTask(new FixedRateTask(tick, this.interval, this.initialDelay));
		}
		else if (this.cron != null) {
			registrar.addCronTask(new CronTask(tick, this.cron));
		}
	}

}
