package io.workerman.invocation;

import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.workerman.context.CallInterceptor;
import io.workerman.context.InterceptedCalls;
import io.workerman.engine.CallbackSource;
import io.workerman.engine.Callbacks;
import io.workerman.engine.JsonCodec;
import io.workerman.engine.MessageHandler;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.WorkerProcess.ExitReason;

/**
 * The callbacks of one worker, made of the methods of all its handlers. A reload replaces
 * handlers that each process has for itself: the new instance is started and then the old
 * one stopped, which the engine does only when the worker starts and stops.
 */
final class HandlerCallbacks implements CallbackSource {

	private static final Log logger = LogFactory.getLog(HandlerCallbacks.class);

	private final List<HandlerBean> handlers;

	private final MessageDispatch messages;

	private final Supplier<JsonCodec> json;

	private final HandlerTimers timers;

	private final List<CallInterceptor> interceptors;

	private final Map<WorkerProcess, ProcessCallbacks> bound = new ConcurrentHashMap<>();

	HandlerCallbacks(List<HandlerBean> handlers, MessageDispatch messages, Supplier<JsonCodec> json,
			HandlerTimers timers, List<CallInterceptor> interceptors) {
		this.handlers = handlers;
		this.messages = messages;
		this.json = json;
		this.timers = timers;
		this.interceptors = interceptors;
	}

	@Override
	public Callbacks bind(WorkerProcess process) throws Exception {
		ProcessCallbacks callbacks = make(process);
		this.bound.put(process, callbacks);
		callbacks.timers().start();
		return callbacks.callbacks();
	}

	private ProcessCallbacks make(WorkerProcess process) throws Exception {
		Map<HandlerMethod, MethodHandle> methods = new LinkedHashMap<>();
		ProcessCallbacks callbacks = new ProcessCallbacks(this.timers.of(process));
		for (HandlerBean handler : this.handlers) {
			Map<HandlerMethod, MethodHandle> ofHandler = handler.bind(this.json);
			ofHandler.replaceAll(this::intercept);
			ProcessCallbacks.Own own = handler.isPerProcess() ? callbacks.addOwn() : null;
			boolean leavesDisconnects = ofHandler.keySet()
				.stream()
				.anyMatch((method) -> method.event() == HandlerEvent.DISCONNECT);
			ofHandler.forEach((method, handle) -> callbacks.add(method, handle, own, leavesDisconnects));
			methods.putAll(ofHandler);
		}
		MessageHandler messageHandler = this.messages.handler((method) -> new MessageCall(method,
				Objects.requireNonNull(methods.get(method)), this.messages.answers(method)));
		callbacks.build(messageHandler);
		return callbacks;
	}

	private MethodHandle intercept(HandlerMethod method, MethodHandle handle) {
		return method.event().isOfProcess() ? handle : InterceptedCalls
			.around(this.interceptors.stream().map((interceptor) -> interceptor.of(method.method())).toList(), handle);
	}

	@Override
	public void release(WorkerProcess process) {
		ProcessCallbacks callbacks = this.bound.remove(process);
		if (callbacks != null) {
			callbacks.timers().stop();
		}
	}

	@Override
	public Renewal renew(WorkerProcess process) throws Exception {
		ProcessCallbacks made = make(process);
		List<ProcessCallbacks.Own> started = new ArrayList<>();
		try {
			for (ProcessCallbacks.Own own : made.own()) {
				for (Callbacks.OnProcess start : own.starts()) {
					start.call(process);
				}
				started.add(own);
			}
		}
		catch (Throwable ex) {
			stop(process, started);
			throw ex;
		}
		return new HandlerRenewal(process, made);
	}

	private static void stop(WorkerProcess process, List<ProcessCallbacks.Own> started) {
		for (ProcessCallbacks.Own own : started) {
			own.stops().forEach((stop) -> call(process, "@OnWorkerStop", stop));
		}
	}

	private static void exit(WorkerProcess process, List<ProcessCallbacks.Own> stopped, ExitReason reason) {
		for (ProcessCallbacks.Own own : stopped) {
			own.exits().forEach((exit) -> call(process, "@OnWorkerExit", (exiting) -> exit.call(exiting, reason)));
		}
	}

	private static void call(WorkerProcess process, String event, Callbacks.OnProcess callback) {
		try {
			callback.call(process);
		}
		catch (Throwable ex) {
			logger.error("Worker '%s', process %d: %s of a handler that is being replaced failed"
				.formatted(process.worker().name(), process.id(), event), ex);
		}
	}

	/**
	 * The callbacks of new handlers, which have started.
	 */
	private final class HandlerRenewal implements Renewal {

		private final WorkerProcess process;

		private final ProcessCallbacks made;

		private @Nullable ProcessCallbacks old;

		HandlerRenewal(WorkerProcess process, ProcessCallbacks made) {
			this.process = process;
			this.made = made;
		}

		@Override
		public Callbacks callbacks() {
			return this.made.callbacks();
		}

		@Override
		public void commit() {
			ProcessCallbacks old = HandlerCallbacks.this.bound.put(this.process, this.made);
			if (old != null) {
				old.timers().stop();
			}
			this.old = old;
			this.made.timers().start();
		}

		@Override
		public Callbacks lasting() {
			return this.made.lasting();
		}

		@Override
		public void retire(ExitReason reason) {
			if (this.old != null) {
				stop(this.process, this.old.own());
				exit(this.process, this.old.own(), reason);
			}
		}

		@Override
		public void discard() {
			stop(this.process, this.made.own());
		}

	}

}
