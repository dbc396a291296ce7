package io.workerman.invocation;

import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.annotation.AnnotatedElementUtils;

import io.workerman.annotation.OnTimer;
import io.workerman.engine.Callbacks;
import io.workerman.engine.CallbacksBuilder;
import io.workerman.engine.CloseReason;
import io.workerman.engine.Connection;
import io.workerman.engine.HandshakeRequest;
import io.workerman.engine.MessageHandler;
import io.workerman.engine.WorkerProcess;

/**
 * The bound methods of one process, as callbacks of the engine.
 */
final class ProcessCallbacks {

	private static final Log logger = LogFactory.getLog(ProcessCallbacks.class);

	private final UnaryOperator<@Nullable String> placeholders;

	private final CallbacksBuilder builder = new CallbacksBuilder();

	private final FailureDispatch failures = new FailureDispatch();

	private final List<Callbacks.OnProcess> ownStarts = new ArrayList<>();

	private final List<Callbacks.OnProcess> ownStops = new ArrayList<>();

	private final List<Timer> timers = new ArrayList<>();

	private final List<Long> timerIds = new ArrayList<>();

	ProcessCallbacks(UnaryOperator<@Nullable String> placeholders) {
		this.placeholders = placeholders;
	}

	/**
	 * Add a method.
	 * @param method the method
	 * @param handle the method, bound to its bean
	 * @param own whether the bean is the process's own
	 */
	void add(HandlerMethod method, MethodHandle handle, boolean own) {
		switch (method.event()) {
			case WORKER_START -> addStart(onProcess(handle), own);
			case WORKER_RELOAD -> this.builder.workerReload(onProcess(handle));
			case WORKER_STOP -> addStop(onProcess(handle), own);
			case TIMER -> this.timers.add(timer(method, onProcess(handle)));
			case CONNECT -> this.builder.connect(onConnect(handle, returnValue(method)));
			case HANDSHAKE -> this.builder.handshake(onHandshake(handle, returnValue(method)));
			case CLOSE -> this.builder.close(onClose(handle));
			case ERROR -> this.builder.error(onError(handle));
			case FAILURE -> this.failures.add(method.failure(), handle);
			case BUFFER_FULL -> this.builder.bufferFull(onConnection(handle));
			case BUFFER_DRAIN -> this.builder.bufferDrain(onConnection(handle));
			case MESSAGE -> {
			}
		}
	}

	private static ReturnValue returnValue(HandlerMethod method) {
		return new ReturnValue(method.method().getReturnType(), false);
	}

	private void addStart(Callbacks.OnProcess callback, boolean own) {
		this.builder.workerStart(callback);
		if (own) {
			this.ownStarts.add(callback);
		}
	}

	private void addStop(Callbacks.OnProcess callback, boolean own) {
		this.builder.workerStop(callback);
		if (own) {
			this.ownStops.add(callback);
		}
	}

	Callbacks build(@Nullable MessageHandler messageHandler) {
		if (messageHandler != null) {
			this.builder.message(messageHandler);
		}
		if (!this.failures.isEmpty()) {
			this.builder.failure(this.failures);
		}
		return this.builder.build();
	}

	/**
	 * The worker-start callbacks of beans that are the process's own.
	 * @return the callbacks
	 */
	List<Callbacks.OnProcess> ownStarts() {
		return this.ownStarts;
	}

	/**
	 * The worker-stop callbacks of beans that are the process's own.
	 * @return the callbacks
	 */
	List<Callbacks.OnProcess> ownStops() {
		return this.ownStops;
	}

	void startTimers(WorkerProcess process) {
		for (Timer timer : this.timers) {
			if (process.id() == 0 && timer.process() >= process.worker().count()) {
				logger.warn("Worker '%s' has no process %d: the @OnTimer method '%s' is never called"
					.formatted(process.worker().name(), timer.process(), timer.method()));
			}
			if (timer.process() == -1 || timer.process() == process.id()) {
				this.timerIds.add(process.timers().add(timer.interval(), () -> tick(timer.callback(), process)));
			}
		}
	}

	void stopTimers(WorkerProcess process) {
		this.timerIds.forEach(process.timers()::del);
		this.timerIds.clear();
	}

	private static void tick(Callbacks.OnProcess callback, WorkerProcess process) {
		try {
			callback.call(process);
		}
		catch (Throwable ex) {
			throw Thrown.unchecked(ex);
		}
	}

	private Timer timer(HandlerMethod method, Callbacks.OnProcess callback) {
		OnTimer annotation = Objects
			.requireNonNull(AnnotatedElementUtils.findMergedAnnotation(method.method(), OnTimer.class));
		return new Timer(interval(method, annotation.interval()), annotation.process(), callback, method);
	}

	private Duration interval(HandlerMethod method, String declared) {
		String value = Objects.requireNonNull(this.placeholders.apply(declared));
		try {
			Duration interval = DurationStyle.detectAndParse(value);
			if (!interval.isNegative() && !interval.isZero()) {
				return interval;
			}
		}
		catch (IllegalArgumentException ex) {
			// falls through to the one message that names the method
		}
		throw new HandlerException("The @OnTimer method '%s' has the interval '%s'".formatted(method, value),
				"Use a duration above zero, such as 10s, 500ms or PT1M.");
	}

	private static Callbacks.OnProcess onProcess(MethodHandle handle) {
		return (process) -> {
			try {
				handle.invokeExact(process);
			}
			catch (Throwable ex) {
				throw Thrown.by(ex);
			}
		};
	}

	private static Callbacks.OnConnection onConnection(MethodHandle handle) {
		return (connection) -> {
			try {
				handle.invokeExact(connection);
			}
			catch (Throwable ex) {
				throw Thrown.by(ex);
			}
		};
	}

	private static Callbacks.OnConnection onConnect(MethodHandle handle, ReturnValue returnValue) {
		return (connection) -> {
			try {
				returnValue.send(connection, (Object) handle.invokeExact(connection));
			}
			catch (Throwable ex) {
				throw Thrown.by(ex);
			}
		};
	}

	private static Callbacks.OnHandshake onHandshake(MethodHandle handle, ReturnValue returnValue) {
		return (Connection connection, HandshakeRequest request) -> {
			try {
				returnValue.send(connection, (Object) handle.invokeExact(connection, request));
			}
			catch (Throwable ex) {
				throw Thrown.by(ex);
			}
		};
	}

	private static Callbacks.OnClose onClose(MethodHandle handle) {
		return (Connection connection, CloseReason reason) -> {
			try {
				handle.invokeExact(connection, reason);
			}
			catch (Throwable ex) {
				throw Thrown.by(ex);
			}
		};
	}

	private static Callbacks.OnError onError(MethodHandle handle) {
		return (connection, code, message) -> {
			try {
				handle.invokeExact(connection, code, message);
			}
			catch (Throwable ex) {
				throw Thrown.by(ex);
			}
		};
	}

	/**
	 * A timer method.
	 *
	 * @param interval the time between two calls
	 * @param process the id of the process that calls it, or -1 for each
	 * @param callback calls it
	 * @param method the method
	 */
	private record Timer(Duration interval, int process, Callbacks.OnProcess callback, HandlerMethod method) {

	}

}
