package io.workerman.engine.http;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.workerman.engine.Connection;
import io.workerman.engine.Guards.RateLimit;
import io.workerman.engine.MessageHandler;
import io.workerman.engine.WorkerBuilder;
import io.workerman.engine.http.Http2Client.Response;
import io.workerman.engine.http.HttpOptions.Http2;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How connections of HTTP/2 end, and what clients may not do.
 */
class Http2LifeTests {

	private final CompletableFuture<Object> pending = new CompletableFuture<>();

	private HttpServer server;

	private void start(HttpOptions options) {
		start(options, (builder) -> builder);
	}

	private void start(HttpOptions options, UnaryOperator<WorkerBuilder> more) {
		this.server = new HttpServer(options, (builder) -> more.apply(builder.onMessage(new Handler())));
	}

	private Http2Client connect() throws IOException {
		return new Http2Client(this.server.worker().port());
	}

	private static HttpOptions timeouts(int header, int body, int keepAlive) {
		return HttpOptions.DEFAULTS.http2(Http2.ON)
			.timeouts(new HttpOptions.Timeouts(Duration.ofMillis(header), Duration.ofMillis(body), 240,
					Duration.ofMillis(keepAlive)));
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	/**
	 * What has come with one read may be above the limit, but is paid for later.
	 */
	@Test
	void requestsAboveTheRateWait() throws Exception {
		start(HttpOptions.DEFAULTS.http2(Http2.ON),
				(builder) -> builder.rateLimit(RateLimit.ofMessages(50).withBurst(Duration.ofMillis(200))));
		try (Http2Client client = connect()) {
			long began = System.nanoTime();
			for (int i = 0; i < 60; i++) {
				client.get("/");
			}
			client.await(119);
			assertThat(client.await(client.get("/")).status()).isEqualTo("200");
			assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(950));
			assertThat(this.server.worker().rejections().get("rate-limit")).isPositive();
		}
	}

	@Test
	void clientAboveTheRateIsSentAway() throws Exception {
		start(HttpOptions.DEFAULTS.http2(Http2.ON), (builder) -> builder.rateLimit(RateLimit.ofMessages(5).closing()));
		try (Http2Client client = connect()) {
			for (int i = 0; i < 10; i++) {
				client.get("/");
			}
			assertThat(client.awaitEnd()).isEqualTo(Http2Client.ENHANCE_YOUR_CALM);
		}
	}

	@Test
	void streamsWhenServerStopsAreAnswered() throws Exception {
		start(HttpOptions.DEFAULTS.http2(Http2.ON), (builder) -> builder.stopTimeout(Duration.ofSeconds(20)));
		try (Http2Client client = connect()) {
			int stream = client.get("/pending");
			client.await(client.get("/"));
			CompletableFuture<Void> stopped = CompletableFuture.runAsync(this.server.worker()::stop);
			assertThat(client.awaitGoAway()).isZero();
			client.get("/too-late");
			this.pending.complete("done");
			assertThat(client.await(stream).text()).isEqualTo("done");
			assertThat(client.awaitEnd()).isZero();
			stopped.join();
		}
	}

	@Test
	void connectionWhenNoRequestComesIsClosed() throws IOException {
		start(timeouts(100, 10_000, 10_000));
		try (Http2Client client = connect()) {
			assertThat(client.awaitEnd()).isZero();
		}
	}

	@Test
	void connectionWhenNoNextRequestComesIsClosed() throws IOException {
		start(timeouts(10_000, 10_000, 150));
		try (Http2Client client = connect()) {
			int stream = client.get("/pending");
			for (int i = 0; i < 5; i++) {
				client.await(client.get("/"));
			}
			HttpServer.await(() -> this.server.worker().statistics().connections() == 2);
			this.pending.complete("done");
			assertThat(client.await(stream).text()).isEqualTo("done");
			assertThat(client.awaitEnd()).isZero();
		}
	}

	@Test
	void bodyWhenTooSlowIsRefused() throws IOException {
		start(timeouts(10_000, 100, 10_000));
		try (Http2Client client = connect()) {
			int stream = client.begin("POST", "/", false);
			client.data(stream, false, (byte) 1);
			assertThat(client.await(stream).status()).isEqualTo("408");
			assertThat(client.await(client.get("/")).status()).isEqualTo("200");
		}
	}

	@Test
	void responseWhenNeverReadIsGivenUp() throws IOException {
		start(timeouts(10_000, 10_000, 200));
		try (Http2Client client = connect()) {
			int stream = client.get("/large");
			client.stall(stream);
			assertThat(client.await(stream).reset()).isEqualTo(Http2Client.CANCEL);
		}
	}

	@Test
	void streamsWhenTooManyAreRefused() throws IOException {
		start(HttpOptions.DEFAULTS.http2(new Http2(true, 3)));
		try (Http2Client client = connect()) {
			int first = client.get("/pending");
			client.get("/pending");
			client.get("/pending");
			assertThat(client.await(client.get("/")).reset()).isEqualTo(Http2Client.REFUSED_STREAM);
			this.pending.complete("done");
			assertThat(client.await(first).text()).isEqualTo("done");
			assertThat(client.await(client.get("/")).status()).isEqualTo("200");
		}
	}

	@Test
	void streamsWhenResetInARushEndTheConnection() throws IOException {
		start(HttpOptions.DEFAULTS.http2(Http2.ON));
		try (Http2Client client = connect()) {
			try {
				for (int i = 0; i < 1000; i++) {
					client.reset(client.get("/pending"));
				}
			}
			catch (IOException ex) {
				// closed meanwhile
			}
			assertThat(client.awaitEnd()).isIn(Http2Client.ENHANCE_YOUR_CALM, -1);
		}
		HttpServer.await(() -> this.server.worker().statistics().connections() == 0);
		assertThat(this.server.worker().statistics().messagesReceived()).isLessThan(300);
	}

	@Test
	void headerWhenInEndlessPiecesEndsTheConnection() throws IOException {
		start(HttpOptions.DEFAULTS.http2(Http2.ON));
		try (Http2Client client = connect()) {
			int stream = client.newStream();
			client.frame(Http2Client.HEADERS, 0, stream, Http2Client.block(":method", "GET"));
			try {
				for (int i = 0; i < 1000; i++) {
					client.frame(Http2Client.CONTINUATION, 0, stream, Http2Client.block("x", "1"));
				}
			}
			catch (IOException ex) {
				// closed meanwhile
			}
			assertThat(client.awaitEnd()).isIn(Http2Client.ENHANCE_YOUR_CALM, -1);
		}
	}

	@Test
	void dataWhenEmptyAgainAndAgainEndsTheConnection() throws IOException {
		start(HttpOptions.DEFAULTS.http2(Http2.ON));
		try (Http2Client client = connect()) {
			int stream = client.begin("POST", "/", false);
			for (int i = 0; i < 5; i++) {
				client.data(stream, false);
			}
			assertThat(client.awaitEnd()).isEqualTo(Http2Client.ENHANCE_YOUR_CALM);
		}
	}

	@Test
	void framesWhenMalformedEndTheConnection() throws IOException {
		start(HttpOptions.DEFAULTS.http2(Http2.ON));
		try (Http2Client client = connect()) {
			client.data(0, true);
			assertThat(client.awaitEnd()).isEqualTo(Http2Client.PROTOCOL_ERROR);
		}
		try (Http2Client client = connect()) {
			client.frame(Http2Client.PING, 0, 0, (byte) 1);
			assertThat(client.awaitEnd()).isEqualTo(6);
		}
		try (Http2Client client = connect()) {
			client.frame(Http2Client.HEADERS, 5, 1, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF);
			assertThat(client.awaitEnd()).isEqualTo(9);
		}
		HttpServer.await(() -> this.server.worker().statistics().connections() == 0);
	}

	@Test
	void pingsWhenAnswersAreNotReadStopTheReading() throws Exception {
		start(HttpOptions.DEFAULTS.http2(Http2.ON), (builder) -> builder.maxSendBufferSize(50_000));
		try (Http2Client client = Http2Client.small(this.server.worker().port())) {
			Thread pinging = new Thread(() -> {
				try {
					while (true) {
						client.pings(1000);
					}
				}
				catch (IOException ex) {
					// closed by the test
				}
			});
			pinging.start();
			HttpServer.await(() -> this.server.worker().statistics().sendPending() >= 50_000);
			AtomicLong received = new AtomicLong();
			HttpServer.await(() -> {
				long now = this.server.worker().statistics().bytesReceived();
				return received.getAndSet(now) == now;
			});
			assertThat(this.server.worker().statistics().sendPending()).isLessThan(400_000);
			try (Http2Client other = connect()) {
				assertThat(other.await(other.get("/")).status()).isEqualTo("200");
			}
			client.socket().close();
			pinging.join();
		}
	}

	@Test
	void clientWhenItLeavesTakesItsStreamsWithIt() throws IOException {
		start(HttpOptions.DEFAULTS.http2(Http2.ON));
		try (Http2Client client = connect()) {
			client.get("/large");
			client.get("/events");
			client.begin("POST", "/", false);
			HttpServer.await(() -> this.server.worker().statistics().connections() == 4);
		}
		HttpServer.await(() -> this.server.worker().statistics().connections() == 0);
		assertThat(this.server.worker().statistics().sendPending()).isZero();
	}

	@Test
	void clientWhenItSendsNoMoreGetsWhatIsThere() throws IOException {
		start(HttpOptions.DEFAULTS.http2(Http2.ON));
		try (Http2Client client = connect()) {
			client.get("/pending");
			int stream = client.get("/");
			client.socket().shutdownOutput();
			assertThat(client.await(stream).text()).isEqualTo("home");
			client.awaitEnd();
		}
		HttpServer.await(() -> this.server.worker().statistics().connections() == 0);
	}

	@Test
	void messageWhenSentOnTheConnectionItselfIsRefused() throws Exception {
		CompletableFuture<Connection> opened = new CompletableFuture<>();
		start(HttpOptions.DEFAULTS.http2(Http2.ON), (builder) -> builder.onConnect(opened::complete));
		try (Http2Client client = connect(); Socket idle = this.server.connect()) {
			Response response = client.await(client.get("/"));
			assertThat(response.status()).isEqualTo("200");
			assertThat(idle.isConnected()).isTrue();
			assertThat(opened.join().protocol().protocolName()).isEqualTo("http/2");
		}
	}

	/**
	 * Answers by path.
	 */
	private final class Handler implements MessageHandler {

		@Override
		public void onMessage(Connection connection, Object message) {
			throw new UnsupportedOperationException();
		}

		@Override
		public @Nullable Object handle(Connection connection, Object message) {
			String path = ((HttpRequest) message).path();
			if (path.equals("/events")) {
				connection.send(HttpResponse.of(200).contentType("text/event-stream"));
				return null;
			}
			return switch (path) {
				case "/pending" -> Http2LifeTests.this.pending;
				case "/large" -> new byte[150_000];
				default -> "home";
			};
		}

	}

}
