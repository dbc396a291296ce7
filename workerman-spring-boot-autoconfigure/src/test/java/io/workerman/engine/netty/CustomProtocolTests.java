package io.workerman.engine.netty;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.CloseReason;
import io.workerman.engine.Connection;
import io.workerman.engine.Transport;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerBuilder;
import io.workerman.engine.Workers;
import io.workerman.engine.WorkersOptions;
import io.workerman.engine.protocol.FrameProtocol;
import io.workerman.engine.protocol.Protocol;
import io.workerman.engine.protocol.TextProtocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Protocols of the application, and changing them.
 */
class CustomProtocolTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final LineProtocol protocol = new LineProtocol();

	private final List<CloseReason> reasons = new CopyOnWriteArrayList<>();

	private final List<Throwable> failures = new CopyOnWriteArrayList<>();

	private Worker start() {
		return start(Connection::send);
	}

	private Worker start(io.workerman.engine.MessageHandler handler) {
		return this.workers.start(builder().onMessage(handler));
	}

	private WorkerBuilder builder() {
		return StartedWorkers.builder("Lines://127.0.0.1:0")
			.protocol(this.protocol)
			.onClose((connection, reason) -> this.reasons.add(reason))
			.onFailure((connection, failure) -> this.failures.add(failure));
	}

	@Test
	@DisplayName("P-01 P-02 Packages are cut by input, decoded and encoded; null drops a package")
	void packagesWhenPipelinedAreCutAndDecoded() throws Exception {
		try (TestClient client = TestClient.of(start())) {
			client.send("one\ntw").send("o\ndrop\nthree\n");
			assertThat(client.line()).isEqualTo("one");
			assertThat(client.line()).isEqualTo("two");
			assertThat(client.line()).isEqualTo("three");
		}
	}

	@Test
	@DisplayName("P-01 Once the length is known, input is not asked again for the same package")
	void inputWhenLengthIsKnownIsNotAskedAgain() throws Exception {
		ByFirstByte byFirstByte = new ByFirstByte();
		Worker worker = this.workers
			.start(StartedWorkers.builder("tens://127.0.0.1:0").protocol(byFirstByte).onMessage(Connection::send));
		try (TestClient client = TestClient.of(worker)) {
			client.send("5");
			StartedWorkers.await(() -> byFirstByte.inputs == 1);
			for (String piece : List.of("a", "b", "c", "d", "2e3fg")) {
				long before = worker.statistics().bytesReceived();
				client.send(piece);
				StartedWorkers.await(() -> worker.statistics().bytesReceived() > before);
			}
			assertThat(new String(client.bytes(10), StandardCharsets.UTF_8)).isEqualTo("5abcd2e3fg");
		}
		assertThat(byFirstByte.inputs).isEqualTo(3);
	}

	@Test
	@DisplayName("C-37 A negative length closes that connection after what came before was delivered")
	void inputWhenNegativeClosesTheConnection() throws Exception {
		Worker worker = start();
		try (TestClient good = TestClient.of(worker); TestClient bad = TestClient.of(worker)) {
			bad.send("fine\n-bad\nnever\n");
			assertThat(bad.line()).isEqualTo("fine");
			assertThat(bad.drain()).isZero();
			good.send("still\n");
			assertThat(good.line()).isEqualTo("still");
		}
		StartedWorkers.await(() -> this.reasons.size() == 2);
		assertThat(this.reasons.get(0))
			.isEqualTo(CloseReason.server(CloseReason.PROTOCOL_ERROR, "The peer sent bytes that are no package"));
		assertThat(worker.statistics().messagesReceived()).isEqualTo(2);
	}

	@Test
	@DisplayName("W-50 An input that throws closes the connection, since nobody knows where a package ends")
	void inputWhenThrowingClosesTheConnection() throws Exception {
		Worker worker = start();
		try (TestClient client = TestClient.of(worker)) {
			client.send("fine\n!bad\nnever\n");
			assertThat(client.line()).isEqualTo("fine");
			assertThat(client.drain()).isZero();
		}
		StartedWorkers.await(() -> this.reasons.size() == 1);
		assertThat(this.reasons.get(0).code()).isEqualTo(CloseReason.SERVER_ERROR);
		assertThat(this.failures).hasSize(1);
		assertThat(worker.statistics().exceptions()).isOne();
	}

	@Test
	@DisplayName("W-50 A decode that throws costs one package")
	void decodeWhenThrowingCostsOnePackage() throws Exception {
		try (TestClient client = TestClient.of(start())) {
			client.send("one\nundecodable\ntwo\n");
			assertThat(client.line()).isEqualTo("one");
			assertThat(client.line()).isEqualTo("two");
		}
		assertThat(this.failures).hasSize(1);
	}

	@Test
	@DisplayName("P-02 An encode that throws half way leaves nothing on the wire")
	void encodeWhenThrowingLeavesNothing() throws Exception {
		Worker worker = start((connection, message) -> {
			connection.send("before");
			assertThatIllegalArgumentException().isThrownBy(() -> connection.send(LineProtocol.UNENCODABLE));
			connection.send("after");
			connection.process().execute(() -> {
				assertThatIllegalArgumentException().isThrownBy(() -> connection.send(LineProtocol.UNENCODABLE));
				connection.send("outside");
			});
		});
		try (TestClient client = TestClient.of(worker)) {
			client.send("go\n");
			assertThat(client.line()).isEqualTo("before");
			assertThat(client.line()).isEqualTo("after");
			assertThat(client.line()).isEqualTo("outside");
			Connection connection = StartedWorkers.connection(worker);
			assertThatIllegalArgumentException().isThrownBy(() -> connection.send(LineProtocol.UNENCODABLE));
			connection.send("elsewhere");
			assertThat(client.line()).isEqualTo("elsewhere");
			assertThat(connection.sendBufferSize()).isZero();
		}
		assertThat(worker.statistics().exceptions()).isZero();
		assertThat(worker.statistics().messagesSent()).isEqualTo(4);
	}

	@Test
	@DisplayName("C-06 A package without an end stops at the limit, also of a custom protocol")
	void packageWhenEndlessStopsAtTheLimit() throws Exception {
		Worker worker = this.workers.start(builder().maxPackageSize(100).onMessage(Connection::send));
		try (TestClient client = TestClient.of(worker)) {
			client.send("x".repeat(99) + "\n");
			assertThat(client.line()).hasSize(99);
			client.send("x".repeat(100));
			assertThat(client.drain()).isZero();
		}
		StartedWorkers.await(() -> this.reasons.size() == 1);
		assertThat(this.reasons.get(0).code()).isEqualTo(CloseReason.TOO_BIG);
	}

	@Test
	@DisplayName("C-20 With raw the bytes go out as they are")
	void sendWhenRawPassesTheProtocolBy() throws Exception {
		Worker worker = start((connection, message) -> {
			connection.send("<raw>", true);
			connection.send(new byte[] { '!' }, true);
			assertThatIllegalArgumentException().isThrownBy(() -> connection.send(List.of(), true))
				.withMessage("A raw message must be a String, byte[] or ByteBuf, not "
						+ "'java.util.ImmutableCollections$ListN'");
			connection.send("end");
		});
		try (TestClient client = TestClient.of(worker)) {
			client.send("go\n");
			assertThat(client.line()).isEqualTo("<raw>!end");
		}
		assertThat(worker.statistics().exceptions()).isZero();
	}

	@Test
	@DisplayName("C-02 A protocol changed in a handler reads from the next package on")
	void protocolWhenChangedInHandlerReadsTheNextPackage() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text().onMessage((connection, message) -> {
			connection.send(message);
			if (message.equals("frame")) {
				connection.protocol(FrameProtocol.INSTANCE);
			}
			else if (message instanceof byte[]) {
				connection.protocol(TextProtocol.INSTANCE);
			}
		}));
		try (TestClient client = TestClient.of(worker)) {
			client.send("text\nframe\n\0\0\0\6ab\n".replace("ab\n", "abmore\n"));
			assertThat(client.line()).isEqualTo("text");
			assertThat(client.line()).isEqualTo("frame");
			assertThat(client.bytes(6)).containsExactly(0, 0, 0, 6, 'a', 'b');
			assertThat(client.line()).isEqualTo("more");
		}
	}

	@Test
	@DisplayName("W-06 A protocol of the application goes before a built-in one of the same name")
	void protocolWhenNamedLikeABuiltInOneReplacesIt() throws Exception {
		Worker worker = this.workers.add(StartedWorkers.text().onMessage(Connection::send).build());
		Workers all = Workers.of(new WorkersOptions(Transport.AUTO, Map.of("text", this.protocol),
				WorkersOptions.DEFAULTS.json(), 0, WorkersOptions.DEFAULT_BLOCKED_LOOP_THRESHOLD), List.of(worker));
		all.start();
		try (TestClient client = TestClient.of(worker)) {
			client.send("hello\n");
			assertThat(client.line()).isEqualTo("hello");
			assertThat(this.protocol.encodings).hasValue(1);
		}
		all.stop();
	}

	/**
	 * The first byte is a digit that says how many bytes the package has.
	 */
	static final class ByFirstByte implements Protocol<String, String> {

		volatile int inputs;

		@Override
		@SuppressWarnings("NonAtomicVolatileUpdate")
		public int input(ByteBuf buffer, Connection connection) {
			this.inputs++;
			return buffer.getByte(buffer.readerIndex()) - '0';
		}

		@Override
		public String decode(ByteBuf packageBytes, Connection connection) {
			return packageBytes.toString(StandardCharsets.UTF_8);
		}

		@Override
		public void encode(String message, ByteBuf out, Connection connection) {
			out.writeCharSequence(message, StandardCharsets.UTF_8);
		}

	}

}
