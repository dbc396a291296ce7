package io.workerman.invocation;

import java.lang.reflect.Modifier;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

import io.workerman.engine.Connection;
import io.workerman.engine.http.HttpResponse;

/**
 * Makes of what a method returns something that the engine can send. What is needed for
 * that is decided once, by the declared type.
 */
final class ReturnValue {

	private static final boolean REACTIVE_STREAMS_PRESENT = ClassUtils.isPresent("org.reactivestreams.Publisher",
			ReturnValue.class.getClassLoader());

	private static final int NO_CONTENT = 204;

	private final @Nullable UnaryOperator<Object> reactive;

	private final boolean answers;

	/**
	 * Decide.
	 * @param declaredType the return type of the method
	 * @param http whether a message is a request, which has to be answered
	 */
	ReturnValue(Class<?> declaredType, boolean http) {
		this.reactive = reactive(declaredType);
		this.answers = http && declaredType != void.class;
	}

	private static @Nullable UnaryOperator<Object> reactive(Class<?> declaredType) {
		boolean isEngineType = CompletionStage.class.isAssignableFrom(declaredType)
				|| Flow.Publisher.class.isAssignableFrom(declaredType);
		boolean isPlain = declaredType.isPrimitive() || declaredType.isArray() || declaredType == String.class;
		return (REACTIVE_STREAMS_PRESENT && !isEngineType && !isPlain)
				? ReactiveReturn.adapter(declaredType, !Modifier.isFinal(declaredType.getModifiers())) : null;
	}

	/**
	 * Whether the engine can send what the method returns.
	 * @return whether it needs no change
	 */
	boolean isReply() {
		return this.reactive == null && !this.answers;
	}

	/**
	 * Make something that the engine can send.
	 * @param value what the method returned
	 * @return the reply
	 */
	@Nullable Object reply(@Nullable Object value) {
		Object reply = (value != null && this.reactive != null) ? this.reactive.apply(value) : value;
		return this.answers ? answer(reply) : reply;
	}

	private static Object answer(@Nullable Object reply) {
		if (reply instanceof CompletionStage<?> stage) {
			return stage.thenApply((value) -> (value != null) ? value : HttpResponse.of(NO_CONTENT));
		}
		return (reply != null) ? reply : HttpResponse.of(NO_CONTENT);
	}

	/**
	 * Send what a method returned that was not called with a message.
	 * @param connection where to send it
	 * @param value what the method returned
	 */
	void send(Connection connection, @Nullable Object value) {
		Object reply = reply(value);
		if (reply instanceof CompletionStage<?> stage) {
			stage.whenComplete((result, failure) -> send(connection, result, failure));
		}
		else if (reply instanceof Flow.Publisher<?> publisher) {
			publisher.subscribe(new Sender(connection));
		}
		else {
			send(connection, reply, null);
		}
	}

	private static void send(Connection connection, @Nullable Object value, @Nullable Throwable failure) {
		if (failure != null) {
			// the process logs and counts what its tasks throw
			connection.process().execute(() -> {
				throw Thrown.unchecked(failure);
			});
		}
		else if (value != null) {
			connection.send(value);
		}
	}

	/**
	 * Sends each item of a publisher.
	 *
	 * @param connection where to send it
	 */
	private record Sender(Connection connection) implements Flow.Subscriber<Object> {

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(Object item) {
			send(this.connection, item, null);
		}

		@Override
		public void onError(Throwable failure) {
			send(this.connection, null, failure);
		}

		@Override
		public void onComplete() {
			// nothing follows the last item
		}

	}

}
