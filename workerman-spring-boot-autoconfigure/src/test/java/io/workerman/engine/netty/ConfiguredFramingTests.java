package io.workerman.engine.netty;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.CloseReason;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.Worker;
import io.workerman.engine.protocol.DelimiterProtocol;
import io.workerman.engine.protocol.LengthFieldProtocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Packages that end with a delimiter, and packages that begin with their length.
 */
@Timeout(60)
class ConfiguredFramingTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();

	private final BlockingQueue<CloseReason> closed = new LinkedBlockingQueue<>();

	private Worker start(ConnectionProtocol protocol) {
		return this.workers.start(StartedWorkers.tcp()
			.protocol(protocol)
			.maxPackageSize(1000)
			.onMessage((connection, message) -> this.received.add((byte[]) message))
			.onClose((connection, reason) -> this.closed.add(reason)));
	}

	private String next() throws InterruptedException {
		return new String(this.received.poll(10, TimeUnit.SECONDS), StandardCharsets.ISO_8859_1);
	}

	@Test
	@DisplayName("S-15 packages end with the delimiter, however the bytes arrive")
	void delimitedPackages() throws Exception {
		Worker worker = start(DelimiterProtocol.of("\r\n\r\n", true));
		try (TestClient client = TestClient.of(worker)) {
			client.send("one\r\n\r\n\r\n\r\ntwo\r\n\rno\r\n\r\n");
			assertThat(next()).isEqualTo("one");
			assertThat(next()).isEmpty();
			assertThat(next()).isEqualTo("two\r\n\rno");
			client.sendBytewise("\r\n\r\r\n\r\nx".getBytes(StandardCharsets.US_ASCII));
			assertThat(next()).isEqualTo("\r\n\r");
		}
	}

	@Test
	@DisplayName("S-15 messages keep the delimiter unless it is stripped")
	void delimiterIsKept() throws Exception {
		Worker worker = start(DelimiterProtocol.of("#", false));
		try (TestClient client = TestClient.of(worker)) {
			client.send("a#b#");
			assertThat(next()).isEqualTo("a#");
			assertThat(next()).isEqualTo("b#");
		}
	}

	@Test
	@DisplayName("S-15 a package without an end closes the connection at the limit")
	void endlessPackageIsRefused() throws Exception {
		Worker worker = start(DelimiterProtocol.of("\r\n\r\n", true));
		try (TestClient client = TestClient.of(worker)) {
			client.send(new byte[2000]);
			assertThat(this.closed.poll(10, TimeUnit.SECONDS).code()).isEqualTo(CloseReason.TOO_BIG);
		}
	}

	@Test
	@DisplayName("S-15 the length may stand anywhere, in either order, and count the header or not")
	void packagesWithLength() throws Exception {
		Worker worker = start(new LengthFieldProtocol(1, 2, ByteOrder.LITTLE_ENDIAN, -3, 3));
		try (TestClient client = TestClient.of(worker)) {
			client.sendBytewise(new byte[] { 9, 5, 0, 'a', 'b', 9, 3, 0, 9, 4, 0, 'c' });
			assertThat(next()).isEqualTo("ab");
			assertThat(next()).isEmpty();
			assertThat(next()).isEqualTo("c");
			client.send(new byte[] { 9, 2, 0 });
			assertThat(this.closed.poll(10, TimeUnit.SECONDS).code()).isEqualTo(CloseReason.PROTOCOL_ERROR);
		}
	}

	@Test
	@DisplayName("S-15 a length over the limit closes the connection before the body comes")
	void hugeLengthIsRefused() throws Exception {
		Worker worker = start(new LengthFieldProtocol(0, 8, ByteOrder.BIG_ENDIAN, 0, 0));
		for (byte first : new byte[] { 0, 127, -1 }) {
			try (TestClient client = TestClient.of(worker)) {
				client.send(new byte[] { first, 0, 0, 0, 0, 0, 4, 0 });
				assertThat(this.closed.poll(10, TimeUnit.SECONDS).code()).isEqualTo(CloseReason.TOO_BIG);
			}
		}
	}

	@Test
	@DisplayName("S-15 an impossible framing is refused")
	void impossibleFramingIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> DelimiterProtocol.of("", true));
		assertThatIllegalArgumentException().isThrownBy(() -> new LengthFieldProtocol(0, 5, ByteOrder.BIG_ENDIAN, 0, 0))
			.withMessageContaining("size: 5");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new LengthFieldProtocol(-1, 4, ByteOrder.BIG_ENDIAN, 0, 0));
	}

}
