package io.workerman.engine.netty;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.workerman.engine.TlsOptions;
import io.workerman.engine.TlsOptions.Material;
import io.workerman.engine.Worker;
import io.workerman.engine.client.AsyncTcpConnection;
import io.workerman.engine.client.ClientBuilder;
import io.workerman.engine.client.ClientOptions;
import io.workerman.peer.Certificates;
import io.workerman.peer.EachTlsProvider;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for connections that dial out with TLS.
 */
@EachTlsProvider
class ClientTlsTests {

	@TempDir
	static Path directory;

	private static KeyStore server;

	private static KeyStore client;

	@RegisterExtension
	final StartedWorkers workers = new StartedWorkers();

	private final TlsOptions.Provider provider;

	private Worker host;

	ClientTlsTests(TlsOptions.Provider provider) {
		this.provider = Certificates.tls("server", provider).provider();
	}

	@BeforeAll
	static void makeKeys() throws Exception {
		server = TlsServer.keyStore(directory, "server", "dns:localhost,dns:other.test,ip:127.0.0.1");
		client = TlsServer.keyStore(directory, "client", "dns:client.test");
	}

	@BeforeEach
	void startHost() {
		this.host = this.workers.start(Worker.builder("host"));
	}

	private Worker echo(String scheme) {
		return this.workers.start(StartedWorkers.builder(scheme + "://127.0.0.1:0")
			.onMessage((connection, message) -> connection.send(message)));
	}

	private ClientOptions.Tls trusting() throws Exception {
		return trusting(server, true, null);
	}

	private ClientOptions.Tls trusting(KeyStore trusted, boolean verifyHost, String serverName) throws Exception {
		return new ClientOptions.Tls(Material.of(null, TlsServer.trust(trusted)), verifyHost, serverName,
				this.provider);
	}

	private Recorder dial(ClientBuilder builder) throws Exception {
		Recorder recorder = Recorder.of(builder);
		recorder.connection().send("hello");
		return recorder.connectOn(this.host);
	}

	@Test
	@DisplayName("A-01 A-04 ssl is spoken, and onConnect comes when TLS is ready")
	void clientWhenSslGetsItsMessage() throws Exception {
		try (TlsServer tls = TlsServer.start(server, null, echo("tcp").port())) {
			Recorder recorder = dial(AsyncTcpConnection.builder("ssl://localhost:" + tls.port()).tls(trusting()));
			recorder.await("message hello");
			assertThat(recorder.connection().bytesRead()).isEqualTo(5);
			assertThat(recorder.connection().bytesWritten()).isEqualTo(5);
			recorder.connection().close();
			recorder.await("close 1000 SERVER");
			assertThat(recorder.events()).containsSubsequence("connect", "message hello", "close 1000 SERVER")
				.containsOnlyOnce("drain")
				.hasSize(4);
		}
	}

	@Test
	@DisplayName("A-01 A-10 wss is spoken, also from ws with TLS, and large messages pass")
	void clientWhenWssGetsItsMessages() throws Exception {
		try (TlsServer tls = TlsServer.start(server, null, echo("websocket").port())) {
			Recorder recorder = dial(
					AsyncTcpConnection.builder("wss://127.0.0.1:" + tls.port() + "/x").tls(trusting()));
			recorder.await("message hello");
			String large = "x".repeat(300_000);
			recorder.connection().send(large);
			recorder.await("message " + large);
			recorder.connection().close(4000, "bye");
			recorder.await("close 4000 SERVER");
			dial(AsyncTcpConnection.builder("ws://localhost:" + tls.port()).tls(trusting())).await("message hello");
		}
	}

	@Test
	@DisplayName("A-08 tcp and text with TLS are spoken")
	void clientWhenTlsIsAddedGetsItsMessage() throws Exception {
		try (TlsServer tls = TlsServer.start(server, null, echo("text").port())) {
			dial(AsyncTcpConnection.builder("text://localhost:" + tls.port()).tls(trusting())).await("message hello");
		}
	}

	@Test
	@DisplayName("W-10 A certificate that is not trusted, or for another host, is an error and a close")
	void clientWhenCertificateIsWrongFails() throws Exception {
		KeyStore stranger = TlsServer.keyStore(directory, "stranger", "dns:stranger.test");
		try (TlsServer tls = TlsServer.start(server, null, echo("text").port());
				TlsServer other = TlsServer.start(stranger, null, echo("text").port())) {
			Recorder untrusted = dial(AsyncTcpConnection.builder("ssl://localhost:" + tls.port()));
			untrusted.await(1, "close 1006");
			assertThat(untrusted.events()).hasSize(2);
			assertThat(untrusted.events().get(0)).startsWith("error 1 connect 127.0.0.1:" + tls.port() + " fail after ")
				.contains("unable to find valid certification path");
			ClientOptions.Tls strangers = trusting(stranger, true, null);
			Recorder wrongHost = dial(AsyncTcpConnection.builder("text://localhost:" + other.port()).tls(strangers));
			wrongHost.await(1, "close 1006");
			assertThat(wrongHost.events().get(0)).contains("localhost");
			dial(AsyncTcpConnection.builder("text://localhost:" + other.port()).tls(trusting(stranger, false, null)))
				.await("message hello");
			dial(AsyncTcpConnection.builder("text://localhost:" + other.port())
				.tls(trusting(stranger, true, "stranger.test"))).await("message hello");
		}
	}

	@Test
	@DisplayName("A-02 A certificate of this side is shown to a server that asks for one")
	void clientWhenServerWantsCertificateShowsIt() throws Exception {
		try (TlsServer tls = TlsServer.start(server, client, echo("text").port())) {
			dial(AsyncTcpConnection.builder("text://localhost:" + tls.port())
				.tls(new ClientOptions.Tls(Material.of(TlsServer.keys(client), TlsServer.trust(server)), true, null,
						this.provider)))
				.await("message hello");
			Recorder without = dial(AsyncTcpConnection.builder("text://localhost:" + tls.port()).tls(trusting()));
			without.await(1, "close");
			assertThat(without.count("message")).isZero();
			assertThat(without.count("close")).isOne();
		}
	}

	@Test
	@DisplayName("A-06 A server that does not speak TLS, or says nothing, is an error and a close")
	void clientWhenServerIsPlainFails() throws Exception {
		Worker plain = this.workers
			.start(StartedWorkers.tcp().onConnect((connection) -> connection.send("220 hello\r\n")));
		Recorder recorder = dial(AsyncTcpConnection.builder("ssl://127.0.0.1:" + plain.port()).tls(trusting()));
		recorder.await(1, "close 1006");
		assertThat(recorder.count("error 1")).isOne();
		try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
			Recorder stalled = dial(AsyncTcpConnection.builder("ssl://127.0.0.1:" + silent.getLocalPort())
				.tls(trusting())
				.connectTimeout(Duration.ofMillis(300)));
			stalled.await(1, "close 1006");
			assertThat(stalled.events()).hasSize(2);
			assertThat(stalled.events().get(0)).contains("fail after 0.");
		}
	}

}
