package io.workerman.metrics;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;

import io.workerman.context.CallInterceptor;
import io.workerman.context.HandshakeInterceptor;
import io.workerman.engine.Connection;
import io.workerman.engine.HandshakeRequest;
import io.workerman.engine.websocket.WebSocketHandshake;

/**
 * Observes the calls of handler methods, on the thread on which each runs. Its parent
 * comes with the request, or came with the handshake.
 */
public final class HandlerObservations implements CallInterceptor, HandshakeInterceptor, Ordered {

	/**
	 * The headers in which tracers propagate what they are in.
	 */
	private static final List<String> HEADERS = List.of("traceparent", "tracestate", "baggage", "b3", "x-b3-traceid",
			"x-b3-spanid", "x-b3-parentspanid", "x-b3-sampled", "x-b3-flags");

	private static final String ATTRIBUTE = HandlerObservations.class.getName();

	private static final HandlerObservationConvention DEFAULT = new DefaultHandlerObservationConvention();

	private static final Function<String, @Nullable String> NO_HEADERS = (name) -> null;

	private final ObservationRegistry registry;

	private final @Nullable HandlerObservationConvention convention;

	/**
	 * Create observations.
	 * @param registry the registry
	 * @param convention the convention, or {@code null} for the default
	 */
	public HandlerObservations(ObservationRegistry registry, @Nullable HandlerObservationConvention convention) {
		this.registry = registry;
		this.convention = convention;
	}

	/**
	 * Before all others, so that what they do is observed too.
	 */
	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public void intercept(Connection connection, WebSocketHandshake handshake) {
		Map<String, String> headers = new HashMap<>();
		for (String name : HEADERS) {
			String value = handshake.header(name);
			if (value != null) {
				headers.put(name, value);
			}
		}
		if (!headers.isEmpty()) {
			connection.attributes().put(ATTRIBUTE, headers);
		}
	}

	@Override
	public @Nullable Runnable before(Connection connection, @Nullable Object subject) {
		return null;
	}

	@Override
	public CallInterceptor of(Method method) {
		return (connection, subject) -> start(connection, subject, method);
	}

	private Runnable start(Connection connection, @Nullable Object subject, Method method) {
		Observation observation = HandlerObservation.HANDLER.start(this.convention, DEFAULT,
				() -> new HandlerObservationContext(connection, method, headers(connection, subject)), this.registry);
		return new Observed(observation, observation.openScope());
	}

	@SuppressWarnings("unchecked")
	private static Function<String, @Nullable String> headers(Connection connection, @Nullable Object subject) {
		if (subject instanceof HandshakeRequest request) {
			return request::header;
		}
		Map<String, String> headers = (Map<String, String>) connection.attributes().get(ATTRIBUTE);
		return (headers != null) ? (name) -> headers.get(name.toLowerCase(Locale.ROOT)) : NO_HEADERS;
	}

	private record Observed(Observation observation, Observation.Scope scope) implements Completion {

		@Override
		public void failed(Throwable failure) {
			this.observation.error(failure);
		}

		@Override
		public void run() {
			this.scope.close();
			this.observation.stop();
		}

	}

}
