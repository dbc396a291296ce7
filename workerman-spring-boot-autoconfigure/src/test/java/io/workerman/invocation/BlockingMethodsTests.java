package io.workerman.invocation;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;

import io.workerman.annotation.Blocking;
import io.workerman.annotation.NonBlocking;
import io.workerman.annotation.OnClose;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.Connection;
import io.workerman.peer.Application;
import io.workerman.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Blocking} and {@link NonBlocking} methods.
 */
class BlockingMethodsTests {

	private static final String TEXT = "text://127.0.0.1:0";

	@Test
	@DisplayName("W-68 A @Blocking method runs off the loop, and other connections do not wait for it")
	void blockingMethodOnEventLoop() {
		try (Application application = Application.run(TEXT, Slow.class);
				Peer slow = application.connect();
				Peer other = application.connect()) {
			Slow handler = application.bean(Slow.class);
			slow.send("a\nb\n");
			assertThat(other.send("now\n").line()).isEqualTo("now off the loop");
			handler.gate.countDown();
			assertThat(slow.line()).isEqualTo("a off the loop");
			assertThat(slow.line()).isEqualTo("b off the loop");
		}
	}

	@Test
	void nonBlockingMethodOffTheLoop() {
		try (Application application = Application.run(
				List.of("workerman.listeners.it.address=" + TEXT, "workerman.listeners.it.dispatch=executor"),
				TaskExecutionAutoConfiguration.class, Quick.class); Peer peer = application.connect()) {
			assertThat(peer.send("a\nb\n").line()).isEqualTo("a on the loop");
			assertThat(peer.line()).isEqualTo("b on the loop");
		}
	}

	@Test
	void annotationOnOtherMethodStopsTheStart() {
		assertThatExceptionOfType(HandlerException.class)
			.isThrownBy(() -> HandlerMethodParser.parseAll(Misplaced.class))
			.withMessage("The @OnClose method 'io.workerman.invocation.BlockingMethodsTests$Misplaced.close()' has"
					+ " @Blocking, which is for @OnMessage methods only")
			.satisfies((ex) -> assertThat(ex.action())
				.isEqualTo("Remove the annotation, and set 'dispatch' of the listener to move all its callbacks."));
	}

	@Test
	void bothAnnotationsStopTheStart() {
		assertThatExceptionOfType(HandlerException.class)
			.isThrownBy(() -> HandlerMethodParser.parseAll(Undecided.class))
			.withMessage("The @OnMessage method 'io.workerman.invocation.BlockingMethodsTests$Undecided.say(String)' is"
					+ " both @Blocking and @NonBlocking");
	}

	private static String say(Connection connection, String message) {
		return message + (connection.process().inProcess() ? " on the loop" : " off the loop");
	}

	@WorkerHandler("it")
	static class Slow {

		private final CountDownLatch gate = new CountDownLatch(1);

		@OnMessage
		@Blocking
		String slow(Connection connection, String message) throws InterruptedException {
			if (!message.equals("now")) {
				assertThat(this.gate.await(20, TimeUnit.SECONDS)).isTrue();
			}
			return say(connection, message);
		}

	}

	@WorkerHandler("it")
	static class Quick {

		@OnMessage
		@NonBlocking
		String quick(Connection connection, byte[] message) {
			return say(connection, new String(message, StandardCharsets.UTF_8));
		}

	}

	static class Misplaced {

		@OnClose
		@Blocking
		void close() {
		}

	}

	static class Undecided {

		@OnMessage
		@Blocking
		@NonBlocking
		String say(String message) {
			return message;
		}

	}

}
