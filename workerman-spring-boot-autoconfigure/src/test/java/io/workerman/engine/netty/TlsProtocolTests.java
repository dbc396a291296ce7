package io.workerman.engine.netty;

import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.workerman.engine.Connection;
import io.workerman.engine.TlsOptions;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerBuilder;
import io.workerman.peer.Certificates;
import io.workerman.peer.EachTlsProvider;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is spoken over TLS.
 */
@EachTlsProvider
class TlsProtocolTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final TlsOptions tls;

	TlsProtocolTests(TlsOptions.Provider provider) {
		this.tls = Certificates.tls("server", provider);
	}

	private Worker echo(WorkerBuilder builder) {
		return this.workers.start(builder.tls(this.tls).onMessage((connection, message) -> connection.send(message)));
	}

	@Test
	@DisplayName("W-24 frame over TLS, byte by byte and in large packages")
	void frameWhenClientSpeaksTlsIsEchoed() throws Exception {
		byte[] large = new byte[1_000_000];
		new Random(3).nextBytes(large);
		ByteBuffer frame = ByteBuffer.allocate(large.length + 4).putInt(large.length + 4).put(large);
		Worker worker = echo(StartedWorkers.builder("frame://127.0.0.1:0"));
		try (TestClient client = TestClient.tls(worker, Certificates.client())) {
			client.sendBytewise(new byte[] { 0, 0, 0, 6, 'h', 'i' });
			assertThat(client.bytes(6)).containsExactly(0, 0, 0, 6, 'h', 'i');
			for (int i = 0; i < 5; i++) {
				client.send(frame.array());
				assertThat(client.bytes(large.length + 4)).isEqualTo(frame.array());
			}
			Connection connection = StartedWorkers.connection(worker);
			StartedWorkers.await(() -> connection.bytesWritten() == 6 + 5L * (large.length + 4));
			assertThat(connection.bytesRead()).isEqualTo(6 + 5L * (large.length + 4));
		}
	}

	@Test
	@DisplayName("W-04 A unix socket may have TLS too")
	void unixSocketWhenItHasTlsIsEncrypted(@TempDir Path directory) throws Exception {
		Path path = directory.resolve("it.sock");
		Worker worker = echo(StartedWorkers.builder("unix://" + path));
		try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
			socket.write(ByteBuffer.wrap("plain text".getBytes(StandardCharsets.US_ASCII)));
			socket.read(ByteBuffer.allocate(100));
			StartedWorkers.await(() -> worker.rejections().get("tls-handshake") == 1 && worker.connections().isEmpty());
		}
	}

}
