package io.workerman.engine.http;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.workerman.engine.Connection;
import io.workerman.engine.TlsOptions;
import io.workerman.engine.http.HttpOptions.Http2;
import io.workerman.peer.Certificates;
import io.workerman.peer.EachTlsProvider;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * HTTP/2 over TLS, as the client of the JDK speaks it.
 */
@EachTlsProvider
class Http2TlsTests {

	private final HttpClient client = HttpClient.newBuilder().sslContext(Certificates.client()).build();

	private final TlsOptions tls;

	private HttpServer server;

	Http2TlsTests(TlsOptions.Provider provider) {
		this.tls = Certificates.tls("server", provider);
	}

	@BeforeEach
	void start() {
		this.server = new HttpServer(HttpOptions.DEFAULTS.http2(Http2.ON),
				(builder) -> builder.tls(this.tls).onMessage(Http2TlsTests::echo));
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	private static void echo(Connection connection, Object message) {
		HttpRequest request = (HttpRequest) message;
		boolean secure = connection.sslSession() != null;
		connection.send(io.workerman.engine.http.HttpResponse.ok(request.body())
			.header("X-Request", request.protocolVersion() + " " + secure + " " + request.uri()));
	}

	private java.net.http.HttpRequest post(String path, byte[] body) {
		URI uri = URI.create("https://127.0.0.1:" + this.server.worker().port() + path);
		return java.net.http.HttpRequest.newBuilder(uri).POST(BodyPublishers.ofByteArray(body)).build();
	}

	@Test
	void clientWhenItSpeaksHttp2GetsIt() throws Exception {
		HttpResponse<String> response = this.client.send(post("/a", new byte[0]), BodyHandlers.ofString());
		assertThat(response.version()).isEqualTo(Version.HTTP_2);
		assertThat(response.headers().firstValue("x-request")).hasValue("2.0 true /a");
	}

	@Test
	void clientWhenItSpeaksHttp1OnlyGetsThat() throws Exception {
		HttpClient old = HttpClient.newBuilder().version(Version.HTTP_1_1).sslContext(Certificates.client()).build();
		HttpResponse<String> response = old.send(post("/a", new byte[0]), BodyHandlers.ofString());
		assertThat(response.version()).isEqualTo(Version.HTTP_1_1);
		assertThat(response.headers().firstValue("x-request")).hasValue("1.1 true /a");
	}

	/**
	 * What was chosen in the TLS handshake is what is spoken (RFC 9113, 3.2).
	 */
	@Test
	void clientWhenItDoesNotSpeakWhatItChoseIsRefused() throws Exception {
		String get = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
		assertThat(exchange(get, "http/1.1")).startsWith("HTTP/1.1 200 ");
		assertThat(exchange(get)).startsWith("HTTP/1.1 200 ");
		assertThat(exchange(get, "h2")).contains("Unexpected HTTP/1.x request").doesNotContain("HTTP/1.1");
		assertThat(exchange(Http2Client.PREFACE, "http/1.1")).startsWith("HTTP/1.1 400 ");
		assertThat(exchange(Http2Client.PREFACE)).startsWith("HTTP/1.1 400 ");
	}

	private String exchange(String said, String... protocols) throws Exception {
		try (SSLSocket socket = (SSLSocket) Certificates.client()
			.getSocketFactory()
			.createSocket("localhost", this.server.worker().port())) {
			SSLParameters parameters = socket.getSSLParameters();
			parameters.setApplicationProtocols(protocols);
			socket.setSSLParameters(parameters);
			socket.setSoTimeout(20_000);
			HttpServer.say(socket, said);
			return HttpServer.rest(socket);
		}
	}

	@Test
	void requestsWhenConcurrentAreAnswered() {
		Random random = new Random(1);
		List<byte[]> bodies = new ArrayList<>();
		List<CompletableFuture<HttpResponse<byte[]>>> responses = new ArrayList<>();
		this.client.sendAsync(post("/first", new byte[0]), BodyHandlers.discarding()).join();
		for (int i = 0; i < 100; i++) {
			byte[] body = new byte[random.nextInt(200_000)];
			random.nextBytes(body);
			bodies.add(body);
			responses.add(this.client.sendAsync(post("/" + i, body), BodyHandlers.ofByteArray()));
		}
		for (int i = 0; i < 100; i++) {
			HttpResponse<byte[]> response = responses.get(i).join();
			assertThat(response.headers().firstValue("x-request")).hasValue("2.0 true /" + i);
			assertThat(response.body()).isEqualTo(bodies.get(i));
		}
		HttpServer.await(() -> this.server.worker().statistics().messagesReceived() == 101);
		HttpServer.await(() -> this.server.worker().statistics().connections() == 1);
	}

}
