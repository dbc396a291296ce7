package io.workerman.engine.netty;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.workerman.engine.CloseReason;
import io.workerman.engine.CloseReason.Initiator;
import io.workerman.engine.Connection;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How received bytes become messages.
 */
class FramingTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final List<CloseReason> reasons = new CopyOnWriteArrayList<>();

	private Worker start(WorkerBuilder builder) {
		return this.workers
			.start(builder.onMessage(Connection::send).onClose((connection, reason) -> this.reasons.add(reason)));
	}

	private static WorkerBuilder frame() {
		return StartedWorkers.builder("frame://127.0.0.1:0");
	}

	private static byte[] frame(byte[] body) {
		return ByteBuffer.allocate(4 + body.length).putInt(4 + body.length).put(body).array();
	}

	private void awaitClosed(int code) {
		StartedWorkers.await(() -> !this.reasons.isEmpty());
		assertThat(this.reasons).extracting(CloseReason::code, CloseReason::initiator)
			.containsExactly(Tuple.tuple(code, Initiator.SERVER));
	}

	@Test
	@DisplayName("P-03 D11 A text package is a line without its line end, and a reply gets one")
	void textWhenLineArrivesDeliversIt() throws Exception {
		try (TestClient client = TestClient.of(start(StartedWorkers.text()))) {
			client.send("hi\r\n \t both \0 ends\u00e4 \n\n\r\nlast\r\r\n");
			assertThat(client.line()).isEqualTo("hi");
			assertThat(client.line()).isEqualTo(" \t both \0 ends\u00e4 ");
			assertThat(client.line()).isEmpty();
			assertThat(client.line()).isEmpty();
			assertThat(client.line()).isEqualTo("last");
		}
	}

	@Test
	@DisplayName("C-36 Bytes may arrive one at a time")
	void bytesWhenSingleMakePackages() throws Exception {
		try (TestClient client = TestClient.of(start(StartedWorkers.text()))) {
			client.sendBytewise("hello w\u00f6rld\r\nagain\n".getBytes(StandardCharsets.UTF_8));
			assertThat(client.line()).isEqualTo("hello w\u00f6rld");
			assertThat(client.line()).isEqualTo("again");
		}
		try (TestClient client = TestClient.of(start(frame()))) {
			byte[] package1 = frame("jhdxr".getBytes(StandardCharsets.UTF_8));
			client.sendBytewise(package1).sendBytewise(package1);
			assertThat(client.bytes(18)).isEqualTo(twice(package1));
		}
	}

	private static byte[] twice(byte[] bytes) {
		return ByteBuffer.allocate(bytes.length * 2).put(bytes).put(bytes).array();
	}

	@Test
	@DisplayName("P-05 A frame begins with its length in four bytes, big-endian and with the header")
	void frameWhenSentHasLengthHeader() throws Exception {
		try (TestClient client = TestClient.of(start(frame()))) {
			client.send(new byte[] { 0, 0, 0, 9, 'j', 'h', 'd', 'x', 'r', 0, 0, 0, 4 });
			assertThat(client.bytes(13)).containsExactly(0, 0, 0, 9, 'j', 'h', 'd', 'x', 'r', 0, 0, 0, 4);
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3 })
	@DisplayName("C-36 Random packages in random splits arrive complete and in order")
	void packagesWhenSplitAnywhereArriveInOrder(long seed) throws Exception {
		Random random = new Random(seed);
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		for (int i = 0; i < 500; i++) {
			byte[] body = new byte[(random.nextInt(10) == 0) ? random.nextInt(100_000) : random.nextInt(60)];
			random.nextBytes(body);
			all.write(frame(body));
		}
		byte[] sent = all.toByteArray();
		try (TestClient client = TestClient.of(start(frame().maxSendBufferSize(100_000_000)))) {
			for (int at = 0; at < sent.length;) {
				int size = Math.min(sent.length - at, 1 + random.nextInt(random.nextBoolean() ? 9 : 20_000));
				client.send(Arrays.copyOfRange(sent, at, at + size));
				at += size;
			}
			assertThat(Arrays.equals(client.bytes(sent.length), sent)).isTrue();
		}
	}

	@Test
	@DisplayName("C-36 Ten thousand lines in one segment are ten thousand messages in order")
	void linesWhenPipelinedArriveInOrder() throws Exception {
		Worker worker = start(StartedWorkers.text());
		try (TestClient client = TestClient.of(worker)) {
			StringBuilder lines = new StringBuilder();
			for (int i = 0; i < 10_000; i++) {
				lines.append(i).append('\n');
			}
			client.send(lines.toString()).finish();
			assertThat(client.restAsText()).isEqualTo(lines.toString());
		}
		assertThat(worker.statistics().messagesReceived()).isEqualTo(10_000);
		assertThat(worker.statistics().messagesSent()).isEqualTo(10_000);
	}

	@Test
	@DisplayName("D12 A line of exactly max-package-size is accepted, also behind others in one segment")
	void lineWhenAtLimitIsAccepted() throws Exception {
		try (TestClient client = TestClient.of(start(StartedWorkers.text().maxPackageSize(10)))) {
			client.send("123456789\n12345678\r\n123456789\n");
			assertThat(client.line()).isEqualTo("123456789");
			assertThat(client.line()).isEqualTo("12345678");
			assertThat(client.line()).isEqualTo("123456789");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "1234567890\n", "1234567890" })
	@DisplayName("P-04 A line of one byte more closes the connection, with or without its end")
	void lineWhenAboveLimitCloses(String line) throws Exception {
		Worker worker = start(StartedWorkers.text().maxPackageSize(10));
		try (TestClient client = TestClient.of(worker)) {
			client.send(line);
			assertThat(client.drain()).isZero();
		}
		awaitClosed(CloseReason.TOO_BIG);
		assertThat(worker.statistics().messagesReceived()).isZero();
	}

	@Test
	@DisplayName("C-06 A frame of exactly max-package-size is accepted, one byte more closes")
	void frameWhenAtLimitIsAccepted() throws Exception {
		Worker worker = start(frame().maxPackageSize(10));
		try (TestClient client = TestClient.of(worker)) {
			client.send(frame(new byte[6]));
			assertThat(client.bytes(10)).isEqualTo(frame(new byte[6]));
			client.send(frame(new byte[7]));
			assertThat(client.drain()).isZero();
		}
		awaitClosed(CloseReason.TOO_BIG);
		assertThat(worker.statistics().messagesReceived()).isOne();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2, 3, -1, Integer.MIN_VALUE, Integer.MAX_VALUE })
	@DisplayName("P-05 A frame that claims an impossible length closes the connection, and no other")
	void frameWhenLengthIsImpossibleCloses(int length) throws Exception {
		Worker worker = start(frame());
		try (TestClient good = TestClient.of(worker); TestClient bad = TestClient.of(worker)) {
			bad.send(ByteBuffer.allocate(4).putInt(length).array());
			assertThat(bad.drain()).isZero();
			good.send(frame(new byte[3]));
			assertThat(good.bytes(7)).isEqualTo(frame(new byte[3]));
		}
		StartedWorkers.await(() -> this.reasons.size() == 2);
		assertThat(this.reasons.get(0).code())
			.isEqualTo((length >= 0 && length < 4) ? CloseReason.PROTOCOL_ERROR : CloseReason.TOO_BIG);
	}

	@Test
	@DisplayName("C-06 A package that claims to be huge costs no memory before it arrives")
	void frameWhenHugeIsClaimedAllocatesNothing() throws Exception {
		Worker worker = start(frame().maxPackageSize(Integer.MAX_VALUE));
		List<TestClient> clients = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			clients.add(TestClient.of(worker).send(ByteBuffer.allocate(6).putInt(2_000_000_000).array()));
		}
		StartedWorkers.await(() -> worker.statistics().bytesReceived() == 120);
		assertThat(worker.statistics().memory()).isEqualTo(120);
		for (TestClient client : clients) {
			client.close();
		}
	}

	@Test
	@DisplayName("C-36 A line of a megabyte in tiny pieces costs no time that grows with its square")
	void lineWhenLongAndSlowIsSearchedOnce() throws Exception {
		byte[] line = new byte[1024 * 1024];
		Arrays.fill(line, (byte) 'x');
		line[line.length - 1] = '\n';
		Worker worker = start(StartedWorkers.text());
		long start = System.nanoTime();
		try (TestClient client = TestClient.of(worker)) {
			for (int at = 0; at < line.length; at += 16) {
				client.send(Arrays.copyOfRange(line, at, at + 16));
			}
			assertThat(client.line()).hasSize(line.length - 1);
		}
		assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
	}

	@Test
	@DisplayName("W-02 Raw tcp delivers what is read at once, and nothing is lost")
	void tcpWhenBytesArriveDeliversThem() throws Exception {
		byte[] sent = new byte[3_000_000];
		new Random(7).nextBytes(sent);
		try (TestClient client = TestClient.of(start(StartedWorkers.tcp().maxSendBufferSize(10_000_000)))) {
			client.send("hi");
			assertThat(new String(client.bytes(2), StandardCharsets.UTF_8)).isEqualTo("hi");
			client.send(sent);
			assertThat(Arrays.equals(client.bytes(sent.length), sent)).isTrue();
		}
	}

}
