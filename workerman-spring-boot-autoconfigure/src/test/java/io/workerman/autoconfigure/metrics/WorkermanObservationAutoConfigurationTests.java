package io.workerman.autoconfigure.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.micrometer.common.KeyValue;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.core.task.TaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;
import io.workerman.metrics.DefaultHandlerObservationConvention;
import io.workerman.metrics.HandlerObservation;
import io.workerman.metrics.HandlerObservationContext;
import io.workerman.metrics.HandlerObservationConvention;
import io.workerman.metrics.HandlerObservations;
import io.workerman.peer.Application;
import io.workerman.peer.WebSocketPeer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkermanObservationAutoConfiguration} and what it observes.
 */
class WorkermanObservationAutoConfigurationTests {

	private static Application run(String dispatch, Class<?>... more) {
		List<Class<?>> classes = new ArrayList<>(List.of(more));
		classes.addAll(List.of(Echo.class, Observing.class, WorkermanObservationAutoConfiguration.class));
		return Application.run(List.of("workerman.listeners.it.address=websocket://127.0.0.1:0",
				"workerman.listeners.it.dispatch=" + dispatch, "workerman.listeners.it.executor=handlers",
				"workerman.observations.enabled=true"), classes.toArray(Class<?>[]::new));
	}

	private static WebSocketPeer connect(Application application, String... headers) {
		WebSocketPeer peer = WebSocketPeer.connect(application.port("it"), "/", headers);
		assertThat(peer.answer()).startsWith("HTTP/1.1 101 ");
		return peer;
	}

	@ParameterizedTest
	@ValueSource(strings = { "event-loop", "executor" })
	void callsAreObservedWithTheParentOfTheHandshakeOnTheirThread(String dispatch) {
		try (Application application = run(dispatch);
				WebSocketPeer peer = connect(application, "traceparent: 00-1-2-01")) {
			assertThat(peer.send("hello").next()).isEqualTo("workerman.handler: hello");
			Observing observing = application.bean(Observing.class);
			Awaitility.await().until(() -> observing.stopped.size() == 1);
			HandlerObservationContext context = observing.stopped.get(0);
			assertThat(context.getGetter().get(context.getCarrier(), "Traceparent")).isEqualTo("00-1-2-01");
			assertThat(context.getContextualName()).isEqualTo("Echo.say");
			assertThat(context.getLowCardinalityKeyValues()).containsExactlyInAnyOrder(KeyValue.of("worker", "it"),
					KeyValue.of("protocol", "websocket"));
			assertThat(application.bean(MeterRegistry.class)
				.get("workerman.handler")
				.tags("worker", "it", "protocol", "websocket", "error", "none")
				.timer()
				.totalTime(TimeUnit.NANOSECONDS)).isPositive();
		}
	}

	@Test
	void callsThatThrowAreObservedWithTheirError() {
		try (Application application = run("event-loop"); WebSocketPeer peer = connect(application)) {
			peer.send("fail").send("hello").next();
			assertThat(application.bean(Observing.class).stopped.get(0).getError()).hasMessage("fail")
				.isInstanceOf(IllegalStateException.class);
			assertThat(application.bean(MeterRegistry.class)
				.get("workerman.handler")
				.tag("error", "IllegalStateException")
				.timer()
				.count()).isEqualTo(1);
		}
	}

	@Test
	void conventionOfTheApplicationReplacesTheDefault() {
		try (Application application = run("event-loop", Convention.class); WebSocketPeer peer = connect(application)) {
			assertThat(peer.send("hello").next()).isEqualTo("my.handler: hello");
		}
	}

	@Test
	void observationsAreOffUnlessTheyAreAskedFor() {
		try (Application application = Application.run("websocket://127.0.0.1:0", Echo.class, Observing.class,
				WorkermanObservationAutoConfiguration.class)) {
			assertThat(application.context().getBeanProvider(HandlerObservations.class).stream()).isEmpty();
		}
	}

	@Test
	void documentationNamesTheKeys() {
		assertThat(HandlerObservation.HANDLER.getDefaultConvention())
			.isEqualTo(DefaultHandlerObservationConvention.class);
		assertThat(Arrays.stream(HandlerObservation.HANDLER.getLowCardinalityKeyNames()).map(KeyName::asString))
			.containsExactly("worker", "protocol");
		assertThat(Arrays.stream(HandlerObservation.HANDLER.getHighCardinalityKeyNames()).map(KeyName::asString))
			.containsExactly("workerman.connection", "workerman.method");
	}

	@WorkerHandler("it")
	static class Echo {

		private final ObservationRegistry registry;

		Echo(ObservationRegistry registry) {
			this.registry = registry;
		}

		@OnMessage
		String say(String message) {
			if (message.equals("fail")) {
				throw new IllegalStateException(message);
			}
			Observation current = this.registry.getCurrentObservation();
			return ((current != null) ? current.getContext().getName() : "nothing") + ": " + message;
		}

	}

	static class Observing implements ObservationHandler<HandlerObservationContext> {

		private final List<HandlerObservationContext> stopped = new CopyOnWriteArrayList<>();

		@Override
		public void onStop(HandlerObservationContext context) {
			this.stopped.add(context);
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof HandlerObservationContext;
		}

		@Bean
		ObservationRegistry observationRegistry(MeterRegistry meters) {
			ObservationRegistry registry = ObservationRegistry.create();
			registry.observationConfig()
				.observationHandler(new DefaultMeterObservationHandler(meters))
				.observationHandler(this);
			return registry;
		}

		@Bean
		MeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

		@Bean
		TaskExecutor handlers() {
			return new ThreadPoolTaskExecutor();
		}

	}

	static class Convention extends DefaultHandlerObservationConvention implements HandlerObservationConvention {

		@Override
		public String getName() {
			return "my.handler";
		}

	}

}
