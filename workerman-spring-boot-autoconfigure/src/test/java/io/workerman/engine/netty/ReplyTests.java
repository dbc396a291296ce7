package io.workerman.engine.netty;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.CloseReason;
import io.workerman.engine.CloseReason.Initiator;
import io.workerman.engine.Connection;
import io.workerman.engine.MessageHandler;
import io.workerman.engine.PayloadView;
import io.workerman.engine.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Replies that come later than the handler returns.
 */
class ReplyTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final List<CompletableFuture<String>> stages = new CopyOnWriteArrayList<>();

	private final List<Throwable> failures = new CopyOnWriteArrayList<>();

	private final List<CloseReason> reasons = new CopyOnWriteArrayList<>();

	private Worker start(BiFunction<Connection, Object, @Nullable Object> handler) {
		return this.workers.start(StartedWorkers.text()
			.onMessage(new Replying(handler))
			.onFailure((connection, failure) -> this.failures.add(failure))
			.onClose((connection, reason) -> this.reasons.add(reason)));
	}

	private CompletableFuture<String> later() {
		CompletableFuture<String> stage = new CompletableFuture<>();
		this.stages.add(stage);
		return stage;
	}

	@Test
	@DisplayName("Replies go out in the order of the messages, however late they come")
	void repliesWhenLateKeepTheOrder() throws Exception {
		Worker worker = start((connection, message) -> message.equals("plain") ? "plain" : later());
		try (TestClient client = TestClient.of(worker)) {
			client.send("a\nplain\nb\nc\nplain\n");
			StartedWorkers.await(() -> this.stages.size() == 3);
			this.stages.get(2).complete("third");
			this.stages.get(1).completeExceptionally(new IllegalStateException("second"));
			StartedWorkers.connection(worker).send("pushed");
			assertThat(client.line()).isEqualTo("pushed");
			this.stages.get(0).complete("first");
			assertThat(client.line()).isEqualTo("first");
			assertThat(client.line()).isEqualTo("plain");
			assertThat(client.line()).isEqualTo("third");
			assertThat(client.line()).isEqualTo("plain");
		}
		assertThat(this.failures).hasSize(1).first().isInstanceOf(IllegalStateException.class);
	}

	@Test
	@DisplayName("A publisher is sent item by item, as fast as the send buffer has room")
	void publisherWhenLongIsSentItemByItem() throws Exception {
		AtomicInteger produced = new AtomicInteger();
		Worker worker = start((connection, message) -> {
			if (message.equals("end")) {
				return "end";
			}
			connection.maxSendBufferSize(50_000);
			return new Numbers(20_000, produced);
		});
		try (TestClient client = TestClient.narrow(worker)) {
			client.send("go\nend\n");
			for (int i = 0; i < 20_000; i++) {
				assertThat(client.line()).startsWith(i + " ");
			}
			assertThat(client.line()).isEqualTo("end");
		}
		assertThat(worker.statistics().sendFailures()).isZero();
	}

	@Test
	@DisplayName("A publisher of another thread is sent in order, and cancelled when the connection closes")
	void publisherWhenConnectionClosesIsCancelled() throws Exception {
		try (SubmissionPublisher<Object> publisher = new SubmissionPublisher<>()) {
			Worker worker = start((connection, message) -> publisher);
			try (TestClient client = TestClient.of(worker)) {
				client.send("go\n");
				StartedWorkers.await(() -> publisher.getNumberOfSubscribers() == 1);
				for (int i = 0; i < 100; i++) {
					publisher.submit(i);
				}
				for (int i = 0; i < 100; i++) {
					assertThat(client.line()).isEqualTo(String.valueOf(i));
				}
				client.reset();
			}
			StartedWorkers.await(() -> publisher.getNumberOfSubscribers() == 0);
		}
	}

	@Test
	@DisplayName("A publisher that fails on subscribe does not stop the replies behind it")
	void publisherWhenFailingOnSubscribeIsPassedOver() throws Exception {
		Worker worker = start(
				(connection, message) -> message.equals("bad") ? (Flow.Publisher<Object>) (subscriber) -> {
					throw new IllegalStateException("subscribe");
				} : message);
		try (TestClient client = TestClient.of(worker)) {
			client.send("bad\ngood\n");
			assertThat(client.line()).isEqualTo("good");
		}
		assertThat(this.failures).hasSize(1);
	}

	@Test
	@DisplayName("A flood of messages whose replies never come stops reading")
	void repliesWhenManyArePendingStopReading() throws Exception {
		Worker worker = start((connection, message) -> later());
		try (TestClient client = TestClient.of(worker)) {
			Thread flood = new Thread(() -> {
				try {
					for (int i = 0; i < 100_000; i++) {
						client.send("x".repeat(99) + "\n");
					}
				}
				catch (java.io.IOException ex) {
					// the test is over
				}
			});
			flood.start();
			StartedWorkers.await(() -> this.stages.size() == 256);
			Connection connection = StartedWorkers.connection(worker);
			StartedWorkers.await(() -> connection.receiveBufferSize() >= 64 * 1024);
			long read = connection.bytesRead();
			assertThat(read).isLessThan(400_000);
			assertThat(StartedWorkers.on(connection, () -> this.stages.size())).isEqualTo(256);
			this.stages.subList(0, 128).forEach((stage) -> stage.complete("done"));
			StartedWorkers.await(() -> this.stages.size() == 384);
			for (int i = 0; i < 128; i++) {
				assertThat(client.line()).isEqualTo("done");
			}
			client.reset();
			flood.join();
		}
		StartedWorkers.await(() -> worker.connections().isEmpty());
		this.stages.forEach((stage) -> stage.complete("late"));
		assertThat(worker.statistics().sendFailures()).isZero();
	}

	@Test
	@DisplayName("W-44 After a FIN the pending replies are awaited and sent, then the connection closes")
	void repliesWhenClientHasFinishedAreSent() throws Exception {
		Worker worker = start((connection, message) -> later());
		try (TestClient client = TestClient.narrow(worker)) {
			client.send("a\nb\n").finish();
			StartedWorkers.await(() -> this.stages.size() == 2);
			this.stages.get(0).complete("A".repeat(20_000_000));
			assertThat(client.bytes(20_000_001)).startsWith('A').endsWith('\n');
			assertThat(this.reasons).isEmpty();
			this.stages.get(1).complete("B".repeat(20_000_000));
			assertThat(client.rest().length).isEqualTo(20_000_001);
		}
		StartedWorkers.await(() -> !this.reasons.isEmpty());
		assertThat(this.reasons).extracting(CloseReason::initiator).containsExactly(Initiator.CLIENT);
	}

	@Test
	@DisplayName("A buffer that waits for a reply before it keeps its bytes, whatever is received meanwhile")
	void bufferWhenItWaitsKeepsItsBytes() throws Exception {
		CompletableFuture<Object> late = new CompletableFuture<>();
		Worker worker = this.workers.start(StartedWorkers.builder("frame://127.0.0.1:0")
			.onMessage(new Buffers((message) -> (message.readableBytes() == 5) ? late : message)));
		try (TestClient client = TestClient.of(worker); TestClient other = TestClient.of(worker)) {
			client.send("\0\0\0\tlater\0\0\0\bmine");
			StartedWorkers.await(() -> worker.statistics().messagesReceived() == 2);
			String longer = "\0\0\0\"" + "x".repeat(30);
			assertThat(other.send(longer).bytes(34)).isEqualTo(longer.getBytes(StandardCharsets.US_ASCII));
			late.complete("first");
			assertThat(client.bytes(9)).endsWith('f', 'i', 'r', 's', 't');
			assertThat(client.bytes(8)).endsWith('m', 'i', 'n', 'e');
		}
	}

	/**
	 * A handler that takes buffers.
	 *
	 * @param reply makes the reply
	 */
	record Buffers(Function<ByteBuf, Object> reply) implements MessageHandler {

		@Override
		public PayloadView binaryView() {
			return PayloadView.BUFFER;
		}

		@Override
		public Object handle(Connection connection, Object message) {
			return this.reply.apply((ByteBuf) message);
		}

		@Override
		public void onMessage(Connection connection, Object message) {
			throw new AssertionError("not called");
		}

	}

	/**
	 * A handler with a reply.
	 *
	 * @param reply makes the reply
	 */
	record Replying(BiFunction<Connection, Object, @Nullable Object> reply) implements MessageHandler {

		@Override
		public @Nullable Object handle(Connection connection, Object message) {
			return this.reply.apply(connection, message);
		}

		@Override
		public void onMessage(Connection connection, Object message) {
			throw new AssertionError("not called");
		}

	}

	/**
	 * Publishes numbers at once when they are asked for.
	 */
	record Numbers(int count, AtomicInteger produced) implements Flow.Publisher<Object> {

		@Override
		public void subscribe(Flow.Subscriber<? super Object> subscriber) {
			subscriber.onSubscribe(new Flow.Subscription() {

				private boolean emitting;

				private long demand;

				@Override
				public void request(long n) {
					this.demand += n;
					if (!this.emitting) {
						this.emitting = true;
						while (this.demand > 0 && Numbers.this.produced.get() < Numbers.this.count) {
							this.demand--;
							subscriber.onNext(Numbers.this.produced.getAndIncrement() + " ".repeat(200));
						}
						this.emitting = false;
						if (Numbers.this.produced.get() == Numbers.this.count) {
							subscriber.onComplete();
						}
					}
				}

				@Override
				public void cancel() {
					this.demand = 0;
				}

			});
		}

	}

}
