package io.workerman.invocation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.WorkerProcess;

/**
 * When the timer methods of one worker are to be called, read from their annotations
 * before the worker starts.
 */
final class HandlerTimers {

	private final Map<HandlerMethod, TimerSchedule> schedules = new LinkedHashMap<>();

	private final TimerTasks tasks;

	/**
	 * Read the annotations.
	 * @param handlers the handlers of the worker
	 * @param placeholders resolves placeholders
	 * @param tasks is told of the timers that run
	 * @throws HandlerException if a value is impossible
	 */
	HandlerTimers(List<HandlerBean> handlers, Function<String, @Nullable String> placeholders, TimerTasks tasks) {
		this.tasks = tasks;
		for (HandlerBean handler : handlers) {
			for (HandlerMethod method : handler.methods()) {
				if (method.event() == HandlerEvent.TIMER) {
					this.schedules.put(method, new TimerParser(method, placeholders).parse());
				}
			}
		}
	}

	ProcessTimers of(WorkerProcess process) {
		return new ProcessTimers(process, this.schedules, this.tasks);
	}

}
