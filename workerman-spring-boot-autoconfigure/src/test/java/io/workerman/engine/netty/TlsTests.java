package io.workerman.engine.netty;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.CloseReason;
import io.workerman.engine.CloseReason.Initiator;
import io.workerman.engine.Connection;
import io.workerman.engine.TlsOptions;
import io.workerman.engine.TlsOptions.ClientAuth;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerBuilder;
import io.workerman.engine.WorkerOptions;
import io.workerman.peer.Certificates;
import io.workerman.peer.EachTlsProvider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Handshakes: who gets in, with what, and what becomes of the others.
 */
@EachTlsProvider
class TlsTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final List<CloseReason> reasons = new CopyOnWriteArrayList<>();

	private final List<String> errors = new CopyOnWriteArrayList<>();

	private final TlsOptions server;

	TlsTests(TlsOptions.Provider provider) {
		this.server = Certificates.tls("server", provider);
	}

	private WorkerBuilder tls(String scheme, TlsOptions tls) {
		return StartedWorkers.builder(scheme + "://127.0.0.1:0")
			.tls(tls)
			.onError((connection, code, message) -> this.errors.add(code + " " + message))
			.onClose((connection, reason) -> this.reasons.add(reason));
	}

	private Worker echo(TlsOptions tls) {
		return this.workers.start(tls("text", tls).onMessage((connection, message) -> connection.send(message)));
	}

	private TlsOptions server(ClientAuth clientAuth) {
		return new TlsOptions(this.server.source(), Map.of(), clientAuth, TIMEOUT, this.server.provider());
	}

	private static String echo(TestClient client, String text) throws IOException {
		return client.send(text + "\n").line();
	}

	private static SSLSocket ssl(TestClient client) {
		return (SSLSocket) client.socket();
	}

	private void awaitFailures(Worker worker, long count) {
		StartedWorkers.await(() -> worker.rejections().get("tls-handshake") == count && worker.connections().isEmpty());
	}

	@Test
	@DisplayName("W-10 W-24 P-60 A listener with a certificate speaks TLS 1.3 and 1.2")
	void textWhenClientSpeaksTlsIsEchoed() throws Exception {
		Worker worker = echo(this.server);
		for (String version : List.of("TLSv1.3", "TLSv1.2")) {
			try (TestClient client = TestClient.tls(worker, Certificates.client())) {
				ssl(client).setEnabledProtocols(new String[] { version });
				assertThat(echo(client, "hello")).isEqualTo("hello");
				assertThat(ssl(client).getSession().getProtocol()).isEqualTo(version);
				Connection connection = StartedWorkers.connection(worker);
				assertThat(connection.sslSession()).isNotNull();
				assertThat(connection.sslSession().getProtocol()).isEqualTo(version);
				assertThat(connection.principal()).isNull();
			}
			StartedWorkers.await(() -> worker.connections().isEmpty());
		}
		assertThat(worker.rejections()).containsEntry("tls-handshake", 0L);
		assertThat(this.reasons).extracting(CloseReason::initiator).containsOnly(Initiator.CLIENT);
	}

	@Test
	@DisplayName("W-24 In front of TLS comes the PROXY protocol, plain, and a peer without it never gets to a handshake")
	void proxyHeaderWhenBeforeTlsTellsTheClient() throws Exception {
		Worker worker = this.workers.start(tls("text", this.server).proxyProtocol(WorkerOptions.Proxies.Mode.REQUIRED)
			.onMessage((connection, message) -> connection.send(connection.remoteIp() + " says " + message)));
		String header = "PROXY TCP4 192.0.2.7 198.51.100.9 5678 443\r\n";
		try (TestClient plain = TestClient.of(worker);
				TestClient client = plain.sendBytewise(header.getBytes(StandardCharsets.US_ASCII))
					.overTls(Certificates.client())) {
			assertThat(echo(client, "hello")).isEqualTo("192.0.2.7 says hello");
			assertThat(StartedWorkers.connection(worker).sslSession()).isNotNull();
		}
		try (TestClient client = TestClient.tls(worker, Certificates.client())) {
			assertThatIOException().isThrownBy(() -> echo(client, "hello"));
		}
		StartedWorkers.await(() -> worker.rejections().get("proxy-protocol") == 1);
		assertThat(worker.rejections()).containsEntry("tls-handshake", 0L);
	}

	@Test
	@DisplayName("C-08 Bytes are counted as the application sees them, decrypted")
	void bytesAreCountedDecrypted() throws Exception {
		Worker worker = echo(this.server);
		try (TestClient client = TestClient.tls(worker, Certificates.client())) {
			assertThat(echo(client, "hello")).isEqualTo("hello");
			Connection connection = StartedWorkers.connection(worker);
			assertThat(connection.bytesRead()).isEqualTo(6);
			StartedWorkers.await(() -> connection.bytesWritten() == 6);
		}
	}

	@Test
	@DisplayName("P-60 W-42 onConnect fires before the handshake, and what it sends waits for it")
	void sendWhenHandshakeIsNotOverWaits() throws Exception {
		AtomicReference<Object> session = new AtomicReference<>("not called");
		Worker worker = this.workers.start(tls("text", this.server).onConnect((connection) -> {
			session.set(connection.sslSession());
			connection.send("one");
			connection.send("two");
			connection.pauseRecv();
		}).onMessage((connection, message) -> connection.send(message)));
		try (TestClient plain = TestClient.of(worker)) {
			Connection connection = StartedWorkers.connection(worker);
			assertThat(connection.sslSession()).isNull();
			assertThat(connection.principal()).isNull();
			StartedWorkers.await(() -> connection.sendBufferSize() == 8);
			assertThat(connection.bytesWritten()).isZero();
			assertThat(session).hasValue(null);
			TestClient client = plain.overTls(Certificates.client());
			assertThat(client.line()).isEqualTo("one");
			assertThat(client.line()).isEqualTo("two");
			StartedWorkers.await(() -> connection.sendBufferSize() == 0 && connection.bytesWritten() == 8);
			client.send("three\n");
			assertThat(worker.statistics().messagesReceived()).isZero();
			connection.resumeRecv();
			assertThat(client.line()).isEqualTo("three");
		}
	}

	@Test
	@DisplayName("P-60 close() in onConnect waits for the handshake if something was sent")
	void closeWhenHandshakeIsNotOverSendsWhatWasAccepted() throws Exception {
		Worker worker = this.workers.start(tls("text", this.server).onConnect((connection) -> connection.close("bye")));
		try (TestClient client = TestClient.tls(worker, Certificates.client())) {
			assertThat(client.restAsText()).isEqualTo("bye\n");
		}
		StartedWorkers.await(() -> this.reasons.size() == 1);
		assertThat(this.reasons).extracting(CloseReason::initiator).containsExactly(Initiator.SERVER);
		assertThat(worker.rejections()).containsEntry("tls-handshake", 0L);
	}

	@Test
	@DisplayName("P-60 A plain client, garbage, an old version and a closed handshake harm nobody else")
	void handshakeWhenItFailsEndsThatConnectionOnly() throws Exception {
		Worker worker = echo(this.server);
		try (TestClient good = TestClient.tls(worker, Certificates.client())) {
			assertThat(echo(good, "before")).isEqualTo("before");
			try (TestClient plain = TestClient.of(worker)) {
				plain.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").drain();
			}
			try (TestClient garbage = TestClient.of(worker)) {
				garbage.send(new byte[] { 22, 3, 3, 0, 5, 1, 2, 3, 4, 5 }).drain();
			}
			try (TestClient half = TestClient.of(worker)) {
				half.send(new byte[] { 22, 3, 1, 2, 0 }).finish().drain();
			}
			try (TestClient gone = TestClient.of(worker)) {
				gone.send(new byte[] { 22, 3, 1 }).reset();
			}
			try (TestClient old = TestClient.of(worker)) {
				byte[] alert = old.send(helloOfTls11()).bytes(7);
				assertThat(alert).startsWith(21).endsWith(2, 70);
			}
			StartedWorkers.await(() -> this.reasons.size() == 5);
			assertThat(echo(good, "after")).isEqualTo("after");
		}
		StartedWorkers.await(() -> this.reasons.size() == 6);
		assertThat(worker.statistics().exceptions()).isZero();
		assertThat(worker.rejections()).containsEntry("tls-handshake", 5L);
		assertThat(this.errors).isEmpty();
		assertThat(this.reasons).extracting(CloseReason::reason)
			.contains("The TLS handshake failed: the peer does not speak TLS",
					"The TLS handshake failed: the peer closed the connection");
		assertThat(worker.statistics().opened()).isEqualTo(6);
	}

	/**
	 * A ClientHello of TLS 1.1, which the JDK does not send any more.
	 */
	private static byte[] helloOfTls11() {
		return ByteBuffer.allocate(50)
			.put(new byte[] { 22, 3, 1, 0, 45, 1, 0, 0, 41, 3, 2 })
			.put(new byte[32])
			.put(new byte[] { 0, 0, 2, 0, 47, 1, 0 })
			.array();
	}

	@Test
	@DisplayName("P-60 A handshake that stalls is closed in time, and what was sent is reported as lost once")
	void handshakeWhenItStallsTimesOut() throws Exception {
		TlsOptions hasty = new TlsOptions(this.server.source(), Map.of(), ClientAuth.NONE, Duration.ofMillis(200),
				this.server.provider());
		Worker worker = this.workers.start(tls("text", hasty).onConnect((connection) -> connection.send("hello")));
		try (TestClient silent = TestClient.of(worker); TestClient slow = TestClient.of(worker)) {
			slow.send(new byte[] { 22, 3, 1, 2, 0, 1 });
			assertThat(silent.drain()).isZero();
			slow.drain();
		}
		awaitFailures(worker, 2);
		assertThat(this.reasons).extracting(CloseReason::reason)
			.containsOnly("The TLS handshake failed: it took longer than 200 ms")
			.hasSize(2);
		assertThat(this.errors).containsExactly("2 client closed", "2 client closed");
		assertThat(worker.statistics().sendPending()).isZero();
	}

	@Test
	@DisplayName("B-75 client-auth: need refuses who has no certificate, or one that is not believed")
	void clientWhenCertificateIsNeededShowsOne() throws Exception {
		Worker worker = echo(server(ClientAuth.NEED));
		try (TestClient client = TestClient.tls(worker, Certificates.client("client"))) {
			assertThat(echo(client, "hello")).isEqualTo("hello");
			Connection connection = StartedWorkers.connection(worker);
			assertThat(connection.principal()).hasToString("CN=alice");
			assertThat(connection.sslSession().getPeerCertificates()).hasSize(1);
		}
		for (SSLContext context : List.of(Certificates.client(), Certificates.client("stranger"))) {
			try (TestClient client = TestClient.tls(worker, context)) {
				assertThatExceptionOfType(IOException.class).isThrownBy(() -> echo(client, "hello"));
			}
		}
		awaitFailures(worker, 2);
		assertThat(worker.statistics().messagesReceived()).isOne();
	}

	@Test
	@DisplayName("B-75 client-auth: want lets in who has none, but not one that is not believed")
	void clientWhenCertificateIsWantedMayHaveNone() throws Exception {
		Worker worker = echo(server(ClientAuth.WANT));
		try (TestClient client = TestClient.tls(worker, Certificates.client())) {
			assertThat(echo(client, "hello")).isEqualTo("hello");
			Connection connection = StartedWorkers.connection(worker);
			assertThat(connection.principal()).isNull();
			assertThatExceptionOfType(SSLPeerUnverifiedException.class)
				.isThrownBy(() -> connection.sslSession().getPeerCertificates());
		}
		try (TestClient client = TestClient.tls(worker, Certificates.client("client"))) {
			assertThat(echo(client, "hello")).isEqualTo("hello");
		}
		assertThat(worker.rejections()).containsEntry("tls-handshake", 0L);
	}

	@Test
	@DisplayName("B-75 The server name chooses the certificate, an unknown one gets the first")
	void certificateWhenServerNameIsKnownIsItsOwn() throws Exception {
		TlsOptions tls = new TlsOptions(this.server.source(),
				Map.of("b.test", () -> Certificates.server("other"), "*.c.test", () -> Certificates.server("renewed")),
				ClientAuth.NONE, TIMEOUT, this.server.provider());
		Worker worker = this.workers.start(tls("text", tls).onConnect((connection) -> connection.send("welcome"))
			.onMessage((connection, message) -> connection.send(message)));
		assertThat(subject(worker, "a.test")).isEqualTo("CN=server");
		assertThat(subject(worker, "b.test")).isEqualTo("CN=other");
		assertThat(subject(worker, "B.Test")).isEqualTo("CN=other");
		assertThat(subject(worker, "x.c.test")).isEqualTo("CN=renewed");
		assertThat(subject(worker, null)).isEqualTo("CN=server");
		try (TestClient plain = TestClient.of(worker)) {
			assertThat(new String(plain.send("hello\n").rest(), StandardCharsets.ISO_8859_1)).doesNotContain("welcome");
		}
		try (TestClient silent = TestClient.of(worker)) {
			silent.finish().drain();
		}
		awaitFailures(worker, 2);
	}

	private static String subject(Worker worker, String serverName) throws IOException {
		try (TestClient client = TestClient.tls(worker, Certificates.client())) {
			SSLParameters parameters = ssl(client).getSSLParameters();
			parameters.setServerNames((serverName != null) ? List.of(new SNIHostName(serverName)) : List.of());
			ssl(client).setSSLParameters(parameters);
			assertThat(client.line()).isEqualTo("welcome");
			assertThat(echo(client, "hello")).isEqualTo("hello");
			return ssl(client).getSession().getPeerPrincipal().toString();
		}
	}

	@Test
	@DisplayName("B-75 A client cannot renegotiate, and who tries loses only its own connection")
	void renegotiationIsRefused() throws Exception {
		Worker worker = echo(this.server);
		try (TestClient good = TestClient.tls(worker, Certificates.client());
				TestClient client = TestClient.tls(worker, Certificates.client())) {
			assertThat(echo(good, "before")).isEqualTo("before");
			ssl(client).setEnabledProtocols(new String[] { "TLSv1.2" });
			assertThat(echo(client, "hello")).isEqualTo("hello");
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
				ssl(client).startHandshake();
				echo(client, "again");
			});
			StartedWorkers.await(() -> this.reasons.size() == 1);
			assertThat(this.reasons).extracting(CloseReason::initiator).containsExactly(Initiator.NETWORK);
			assertThat(echo(good, "after")).isEqualTo("after");
		}
		assertThat(worker.statistics().exceptions()).isZero();
		assertThat(worker.rejections()).containsEntry("tls-handshake", 0L);
	}

	@Test
	@DisplayName("B-75 A connection above max-connections is closed without a handshake")
	void connectionAboveTheLimitIsClosedWithoutHandshake() throws Exception {
		Worker worker = this.workers.start(tls("http", this.server).maxConnections(1));
		try (TestClient first = TestClient.of(worker)) {
			StartedWorkers.connection(worker);
			assertThat(first.socket().isConnected()).isTrue();
			try (TestClient second = TestClient.tls(worker, Certificates.client())) {
				assertThatExceptionOfType(IOException.class).isThrownBy(() -> ssl(second).startHandshake());
			}
		}
		assertThat(worker.rejections()).containsEntry("max-connections", 1L);
	}

	@Test
	@DisplayName("P-60 A stop says goodbye over TLS, and waits for no handshake")
	void stopSaysCloseNotify() throws Exception {
		Worker worker = echo(this.server);
		try (TestClient client = TestClient.tls(worker, Certificates.client());
				TestClient silent = TestClient.of(worker)) {
			assertThat(echo(client, "hello")).isEqualTo("hello");
			StartedWorkers.await(() -> worker.connections().size() == 2);
			Thread stopping = new Thread(worker::stop);
			stopping.start();
			assertThat(client.rest()).isEmpty();
			assertThat(silent.drain()).isZero();
			stopping.join(10_000);
			assertThat(worker.state()).isEqualTo(Worker.State.STOPPED);
		}
	}

}
