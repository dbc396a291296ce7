package io.workerman.invocation;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.workerman.annotation.OnBufferDrain;
import io.workerman.annotation.OnBufferFull;
import io.workerman.annotation.OnClose;
import io.workerman.annotation.OnConnect;
import io.workerman.annotation.OnError;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.CloseReason;
import io.workerman.engine.Connection;
import io.workerman.engine.SendResult;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerProcess;
import io.workerman.peer.Application;
import io.workerman.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for methods that are called for what happens to a connection.
 */
class ConnectionMethodsTests {

	private static final String TEXT = "text://127.0.0.1:0";

	@Test
	@DisplayName("W-42 W-43 W-44 Connect comes before messages, and they before close")
	void connectMessageClose() {
		try (Application context = Application.run(TEXT, Life.class)) {
			Life life = context.bean(Life.class);
			try (Peer peer = context.connect()) {
				peer.send("one\ntwo\n");
				Awaitility.await().until(() -> life.steps.size() == 3);
			}
			Awaitility.await().until(() -> life.steps.size() == 4);
			assertThat(life.steps).containsExactly("connect it 0", "message one 0 it", "message two 0 it",
					"close CLIENT it");
		}
	}

	@Test
	void valueOfConnectMethodIsSent() {
		try (Application context = Application.run(TEXT, Greetings.class); Peer peer = context.connect()) {
			assertThat(Stream.generate(peer::line).limit(5)).containsExactlyInAnyOrder("now", "later", "mono", "1",
					"2");
		}
	}

	@Test
	@DisplayName("W-50 What a callback throws goes to the methods with the most specific type")
	void failureGoesToMostSpecificType() {
		try (Application context = Application.run(TEXT, Failures.class, OtherFailures.class);
				Peer peer = context.connect()) {
			peer.send("NoSuchFileException\nIOException\nIllegalStateException\nError\n");
			Failures failures = context.bean(Failures.class);
			Awaitility.await().until(() -> failures.steps.size() == 3);
			assertThat(failures.steps).containsExactly("io of it", "runtime", "any Error");
			assertThat(context.bean(OtherFailures.class).steps).containsExactly("no file");
			assertThat(peer.send("fine\n").line()).isEqualTo("fine");
		}
	}

	@Test
	void failureGoesToMethodWithoutTypeIfNoOtherAsksForIt() {
		try (Application context = Application.run(TEXT, Untyped.class); Peer peer = context.connect()) {
			Untyped untyped = context.bean(Untyped.class);
			peer.send("illegal\nother\n");
			Awaitility.await().until(() -> untyped.steps.size() == 2);
			assertThat(untyped.steps).containsExactly("illegal", "untyped");
		}
	}

	@Test
	@DisplayName("W-45 W-46 W-47 A full buffer is told, a lost send is told, a drained buffer is told")
	void bufferFullErrorAndDrain() {
		try (Application context = Application.run(
				List.of("workerman.listeners.it.address=" + TEXT, "workerman.listeners.it.max-send-buffer-size=64KB"),
				Buffers.class)) {
			Buffers buffers = context.bean(Buffers.class);
			try (Peer peer = context.connect()) {
				peer.send("flood\n");
				Awaitility.await().until(() -> buffers.sent > 0);
				assertThat(buffers.steps).containsExactly("full it", "error 2 send buffer full and drop package 0");
				peer.text(buffers.sent * (Buffers.MESSAGE.length() + 1));
				Awaitility.await().until(() -> buffers.steps.contains("drain"));
			}
		}
	}

	@WorkerHandler("it")
	static class Life {

		private final List<String> steps = new CopyOnWriteArrayList<>();

		@OnConnect
		void connect(WorkerProcess process, Connection connection) {
			this.steps.add("connect %s %d".formatted(connection.worker().name(), process.id()));
		}

		@OnMessage
		void message(Worker worker, String message, WorkerProcess process, Connection connection) {
			this.steps.add("message %s %d %s".formatted(message, process.id(), worker.name()));
		}

		@OnClose
		void close(CloseReason reason, Worker worker) {
			this.steps.add("close %s %s".formatted(reason.initiator(), worker.name()));
		}

	}

	@WorkerHandler
	static class Greetings {

		@OnConnect
		String now() {
			return "now";
		}

		@OnConnect
		CompletionStage<String> soon() {
			return CompletableFuture.completedFuture("later");
		}

		@OnConnect
		Mono<String> mono() {
			return Mono.just("mono");
		}

		@OnConnect
		Flux<String> flux() {
			return Flux.just("1", "2");
		}

	}

	@WorkerHandler
	static class Failures {

		private final List<String> steps = new CopyOnWriteArrayList<>();

		@OnMessage
		String message(String message) throws Exception {
			switch (message) {
				case "NoSuchFileException" -> throw new NoSuchFileException("x");
				case "IOException" -> throw new IOException("x");
				case "IllegalStateException" -> throw new IllegalStateException("x");
				case "Error" -> throw new AssertionError("x");
				default -> {
					return message;
				}
			}
		}

		@OnError
		void io(IOException failure, Connection connection) {
			this.steps.add("io of " + connection.worker().name());
		}

		@OnError
		void runtime(RuntimeException failure) {
			this.steps.add("runtime");
		}

		@OnError
		void any(Throwable failure) {
			this.steps.add("any " + failure.getClass().getSuperclass().getSimpleName());
		}

		@OnError
		void code(int code) {
			this.steps.add("code " + code);
		}

	}

	@WorkerHandler
	static class OtherFailures {

		private final List<String> steps = new CopyOnWriteArrayList<>();

		@OnError
		void noFile(NoSuchFileException failure) {
			this.steps.add("no file");
		}

	}

	@WorkerHandler
	static class Untyped {

		private final List<String> steps = new CopyOnWriteArrayList<>();

		@OnMessage
		void message(String message) {
			throw message.equals("illegal") ? new IllegalArgumentException("x") : new IllegalStateException("x");
		}

		@OnError
		void illegal(IllegalArgumentException failure) {
			this.steps.add("illegal");
		}

		@OnError
		void untyped(Connection connection) {
			this.steps.add("untyped");
		}

	}

	@WorkerHandler
	static class Buffers {

		static final String MESSAGE = "x".repeat(1000);

		private final List<String> steps = new CopyOnWriteArrayList<>();

		private volatile int sent;

		@OnMessage
		void flood(Connection connection) {
			int accepted = 0;
			while (connection.send(MESSAGE) != SendResult.FAILED) {
				accepted++;
			}
			this.sent = accepted;
		}

		@OnBufferFull
		void full(Connection connection) {
			this.steps.add("full " + connection.worker().name());
		}

		@OnBufferDrain
		void drain() {
			this.steps.add("drain");
		}

		@OnError
		void error(String message, int code, WorkerProcess process) {
			this.steps.add("error %d %s %d".formatted(code, message, process.id()));
		}

	}

}
