package io.workerman.invocation;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.scheduling.config.ScheduledTask;
import org.springframework.scheduling.config.ScheduledTaskHolder;

/**
 * {@link ScheduledTaskHolder} for the timer methods of all workers that run, each of them
 * once for every process that calls it.
 */
public final class TimerTasks implements ScheduledTaskHolder {

	private final Set<ScheduledTaskHolder> processes = ConcurrentHashMap.newKeySet();

	void add(ScheduledTaskHolder timers) {
		this.processes.add(timers);
	}

	void remove(ScheduledTaskHolder timers) {
		this.processes.remove(timers);
	}

	@Override
	public Set<ScheduledTask> getScheduledTasks() {
		Set<ScheduledTask> tasks = new LinkedHashSet<>();
		this.processes.forEach((timers) -> tasks.addAll(timers.getScheduledTasks()));
		return tasks;
	}

}
