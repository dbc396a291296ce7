package io.workerman.engine.netty.callback;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;

import io.workerman.engine.Callbacks;
import io.workerman.engine.CallbacksBuilder;
import io.workerman.engine.Connection;
import io.workerman.engine.HandshakeRequest;
import io.workerman.engine.RefusedException;
import io.workerman.engine.websocket.WebSocketHandshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;

/**
 * Tests for the time that a {@link HandshakeDecision} may take.
 */
class HandshakeDecisionTests {

	private final WebSocketHandshake handshake = mock(WebSocketHandshake.class);

	private final CompletableFuture<Void> slow = new CompletableFuture<>();

	private final Future<?> timer = mock(Future.class);

	private Duration delay;

	private Runnable timeout;

	private Throwable refusal;

	@Test
	void decisionWhenItTakesTooLongIsARefusal() {
		given(this.handshake.takePending()).willAnswer((invocation) -> this.slow);
		CompletableFuture<Boolean> answer = take();
		assertThat(answer).isNotDone();
		assertThat(this.delay).hasSeconds(10);
		this.timeout.run();
		assertThat(answer).isCompletedWithValue(false);
		then(this.handshake).should().refuse((RefusedException) this.refusal);
		assertThat(((RefusedException) this.refusal).status()).isEqualTo(503);
	}

	@Test
	void decisionWhenItComesAfterTheTimeoutIsIgnored() {
		given(this.handshake.takePending()).willAnswer((invocation) -> this.slow);
		CompletableFuture<Boolean> answer = take();
		this.timeout.run();
		this.slow.complete(null);
		assertThat(answer).isCompletedWithValue(false);
		then(this.handshake).should(times(1)).takePending();
	}

	@Test
	void decisionWhenTakenInTimeStopsTheTimer() {
		given(this.handshake.takePending()).willAnswer((invocation) -> this.slow).willAnswer((invocation) -> null);
		CompletableFuture<Boolean> answer = take();
		this.slow.complete(null);
		assertThat(answer).isCompletedWithValue(true);
		then(this.timer).should().cancel(false);
		this.timeout.run();
		assertThat(this.refusal).isNull();
	}

	private CompletableFuture<Boolean> take() {
		Callbacks callbacks = new CallbacksBuilder().intercept((connection, request) -> {
		}).handshake((connection, request) -> {
		}).build();
		HandshakeRequest request = this.handshake;
		return new HandshakeDecision(new Side(callbacks), request).take().toCompletableFuture();
	}

	private final class Side implements HandshakeDecision.Asked {

		private final Callbacks callbacks;

		Side(Callbacks callbacks) {
			this.callbacks = callbacks;
		}

		@Override
		public Connection connection() {
			return mock(Connection.class);
		}

		@Override
		public List<Callbacks.OnHandshake> callbacks(Function<Callbacks, List<Callbacks.OnHandshake>> kind) {
			return kind.apply(this.callbacks);
		}

		@Override
		public void ask(Supplier<CompletionStage<?>> question, Consumer<CompletionStage<?>> then) {
			then.accept(question.get());
		}

		@Override
		public void handOver(Runnable work) {
			work.run();
		}

		@Override
		public Future<?> after(Duration delay, Runnable action) {
			HandshakeDecisionTests.this.delay = delay;
			HandshakeDecisionTests.this.timeout = action;
			return HandshakeDecisionTests.this.timer;
		}

		@Override
		public boolean isOpen() {
			return true;
		}

		@Override
		public void refused(Throwable refusal) {
			HandshakeDecisionTests.this.refusal = refusal;
		}

		@Override
		public void settle() {
		}

	}

}
