package io.workerman.autoconfigure.metrics;

import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.context.annotation.Bean;

import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;
import io.workerman.peer.Application;
import io.workerman.peer.WebSocketPeer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the spans of handler methods, by the tracer of OpenTelemetry.
 */
class TracingTests {

	private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

	private static final String PARENT = "00f067aa0ba902b7";

	@ParameterizedTest
	@ValueSource(strings = { "event-loop", "executor", "virtual" })
	void spanOfAMessageHasTheParentOfTheHandshakeWhereverItIsHandled(String dispatch) {
		Assumptions.assumeTrue(!dispatch.equals("virtual") || Runtime.version().feature() >= 21);
		List<String> properties = List.of("workerman.listeners.it.address=websocket://127.0.0.1:0",
				"workerman.listeners.it.dispatch=" + dispatch, "workerman.observations.enabled=true");
		try (Application application = Application.run(properties, Handler.class, Tracing.class,
				TaskExecutionAutoConfiguration.class, WorkermanObservationAutoConfiguration.class);
				WebSocketPeer peer = connect(application, "traceparent: 00-" + TRACE + "-" + PARENT + "-01");
				WebSocketPeer other = connect(application)) {
			String span = peer.send("hello").next();
			assertThat(span).startsWith(TRACE + "/").doesNotEndWith(PARENT);
			assertThat(peer.send("hello").next()).startsWith(TRACE + "/").isNotEqualTo(span);
			assertThat(other.send("hello").next()).doesNotContain(TRACE, "nothing");
			Queue<SpanData> spans = application.bean(Tracing.class).spans;
			Awaitility.await().until(() -> spans.size() == 3);
			assertThat(spans).filteredOn((data) -> data.getTraceId().equals(TRACE)).hasSize(2).allSatisfy((data) -> {
				assertThat(data.getParentSpanId()).isEqualTo(PARENT);
				assertThat(data.getParentSpanContext().isRemote()).isTrue();
				assertThat(data.getName()).isEqualTo("Handler.say");
				assertThat(data.getKind()).isEqualTo(SpanKind.SERVER);
			}).extracting(SpanData::getSpanId).contains(span.substring(span.indexOf('/') + 1));
		}
	}

	private static WebSocketPeer connect(Application application, String... headers) {
		WebSocketPeer peer = WebSocketPeer.connect(application.port("it"), "/", headers);
		assertThat(peer.answer()).startsWith("HTTP/1.1 101 ");
		return peer;
	}

	@WorkerHandler("it")
	static class Handler {

		private final Tracer tracer;

		Handler(Tracer tracer) {
			this.tracer = tracer;
		}

		@OnMessage
		String say(String message) {
			Span span = this.tracer.currentSpan();
			return (span != null) ? span.context().traceId() + "/" + span.context().spanId() : "nothing";
		}

	}

	static class Tracing implements SpanExporter {

		private final Queue<SpanData> spans = new ConcurrentLinkedQueue<>();

		private final SdkTracerProvider provider = SdkTracerProvider.builder()
			.addSpanProcessor(SimpleSpanProcessor.create(this))
			.build();

		@Bean
		Tracer tracer() {
			return new OtelTracer(this.provider.get("test"), new OtelCurrentTraceContext(), (event) -> {
			});
		}

		@Bean
		ObservationRegistry observationRegistry(Tracer tracer) {
			ContextPropagators propagators = ContextPropagators.create(W3CTraceContextPropagator.getInstance());
			ObservationRegistry registry = ObservationRegistry.create();
			registry.observationConfig()
				.observationHandler(new PropagatingReceiverTracingObservationHandler<>(tracer,
						new OtelPropagator(propagators, this.provider.get("test"))));
			return registry;
		}

		@Override
		public CompletableResultCode export(Collection<SpanData> ended) {
			this.spans.addAll(ended);
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode flush() {
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode shutdown() {
			return CompletableResultCode.ofSuccess();
		}

	}

}
