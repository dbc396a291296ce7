package io.workerman.invocation;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.workerman.annotation.OnError;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.Connection;
import io.workerman.peer.Application;
import io.workerman.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what becomes of the values that message methods return.
 */
class ReturnValuesTests {

	@Test
	void plainValue() {
		assertThat(replies(Plain.class, 2, "a", "null", "b")).containsExactly("a", "b");
	}

	@Test
	void objectBecomesJson() {
		assertThat(replies(Json.class, 1, "a")).containsExactly("{\"text\":\"a\"}");
	}

	@Test
	void stagesKeepTheOrderOfMessages() {
		assertThat(replies(Stages.class, 3, "80", "40", "0")).containsExactly("80", "40", "0");
	}

	@Test
	void failedStageGoesToErrorMethod() {
		assertThat(replies(Stages.class, 1, "x")).containsExactly("failed NumberFormatException");
	}

	@Test
	void monoKeepsTheOrderOfMessages() {
		assertThat(replies(Monos.class, 2, "80", "0")).containsExactly("80", "0");
	}

	@Test
	void fluxSendsEachItem() {
		assertThat(replies(Fluxes.class, 5, "3", "2")).containsExactly("3-1", "3-2", "3-3", "2-1", "2-2");
	}

	@Test
	void publisherBehindObject() {
		assertThat(replies(Dynamic.class, 5, "mono", "flux", "flow", "plain")).containsExactly("mono", "1", "2", "flow",
				"plain");
	}

	private static List<String> replies(Class<?> handler, int count, String... messages) {
		try (Application context = Application.run("text://127.0.0.1:0", handler); Peer peer = context.connect()) {
			peer.send(String.join("\n", messages) + "\n");
			return Stream.generate(peer::line).limit(count).toList();
		}
	}

	@WorkerHandler
	static class Plain {

		@OnMessage
		String message(String message) {
			return message.equals("null") ? null : message;
		}

	}

	record Said(String text) {
	}

	@WorkerHandler
	static class Json {

		@OnMessage
		Said message(String message) {
			return new Said(message);
		}

	}

	@WorkerHandler
	static class Stages {

		@OnMessage
		CompletionStage<String> message(String message) {
			if (message.equals("x")) {
				return CompletableFuture.failedFuture(new NumberFormatException());
			}
			return new CompletableFuture<String>().completeOnTimeout(message, Long.parseLong(message),
					TimeUnit.MILLISECONDS);
		}

		@OnError
		void failed(Connection connection, NumberFormatException failure) {
			connection.send("failed " + failure.getClass().getSimpleName());
		}

	}

	@WorkerHandler
	static class Monos {

		@OnMessage
		Mono<String> message(String message) {
			return Mono.just(message).delayElement(Duration.ofMillis(Long.parseLong(message)));
		}

	}

	@WorkerHandler
	static class Fluxes {

		@OnMessage
		Flux<String> message(String message) {
			return Flux.range(1, Integer.parseInt(message))
				.map((number) -> message + "-" + number)
				.delayElements(Duration.ofMillis(5));
		}

	}

	@WorkerHandler
	static class Dynamic {

		@OnMessage
		Object message(String message) {
			return switch (message) {
				case "mono" -> Mono.just("mono");
				case "flux" -> Flux.just("1", "2");
				case "flow" -> flow();
				default -> message;
			};
		}

		private static Flow.Publisher<String> flow() {
			Publisher<String> publisher = Flux.just("flow");
			return FlowAdapters.toFlowPublisher(publisher);
		}

	}

}
