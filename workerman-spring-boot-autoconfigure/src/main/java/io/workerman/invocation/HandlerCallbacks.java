package io.workerman.invocation;

import java.lang.invoke.MethodHandle;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.workerman.engine.CallbackSource;
import io.workerman.engine.Callbacks;
import io.workerman.engine.JsonCodec;
import io.workerman.engine.MessageHandler;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerProcess;

/**
 * The callbacks of one worker, made of the methods of all its handlers. A reload replaces
 * handlers that each process has for itself: the old instance is stopped and the new one
 * started, which the engine does only when the worker stops and starts.
 */
final class HandlerCallbacks implements CallbackSource {

	private static final Log logger = LogFactory.getLog(HandlerCallbacks.class);

	private final List<HandlerBean> handlers;

	private final MessageDispatch messages;

	private final Supplier<JsonCodec> json;

	private final HandlerTimers timers;

	private final Map<WorkerProcess, ProcessCallbacks> bound = new ConcurrentHashMap<>();

	HandlerCallbacks(List<HandlerBean> handlers, MessageDispatch messages, Supplier<JsonCodec> json,
			HandlerTimers timers) {
		this.handlers = handlers;
		this.messages = messages;
		this.json = json;
		this.timers = timers;
	}

	@Override
	public Callbacks bind(WorkerProcess process) throws Exception {
		Map<HandlerMethod, MethodHandle> methods = new LinkedHashMap<>();
		ProcessCallbacks callbacks = new ProcessCallbacks(this.timers.of(process));
		for (HandlerBean handler : this.handlers) {
			Map<HandlerMethod, MethodHandle> ofHandler = handler.bind(this.json);
			ofHandler.forEach((method, handle) -> callbacks.add(method, handle, handler.isPerProcess()));
			methods.putAll(ofHandler);
		}
		MessageHandler messageHandler = this.messages.handler((method) -> new MessageCall(method,
				Objects.requireNonNull(methods.get(method)), this.messages.isHttp()));
		Callbacks built = callbacks.build(messageHandler);
		if (isReloading(process)) {
			for (Callbacks.OnProcess start : callbacks.ownStarts()) {
				start.call(process);
			}
		}
		// a start that failed has not released what it bound
		ProcessCallbacks previous = this.bound.put(process, callbacks);
		if (previous != null) {
			previous.timers().stop();
		}
		callbacks.timers().start();
		return built;
	}

	@Override
	public void release(WorkerProcess process) {
		ProcessCallbacks callbacks = this.bound.remove(process);
		if (callbacks == null) {
			return;
		}
		callbacks.timers().stop();
		if (isReloading(process)) {
			for (Callbacks.OnProcess stop : callbacks.ownStops()) {
				stop(process, stop);
			}
		}
	}

	private static void stop(WorkerProcess process, Callbacks.OnProcess callback) {
		try {
			callback.call(process);
		}
		catch (Exception ex) {
			logger.error("Worker '%s', process %d: @OnWorkerStop of a handler that is being replaced failed"
				.formatted(process.worker().name(), process.id()), ex);
		}
	}

	private static boolean isReloading(WorkerProcess process) {
		return Set.of(Worker.State.RUNNING, Worker.State.PAUSED).contains(process.worker().state());
	}

}
