package io.workerman.security;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.Authentication;

import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;
import io.workerman.autoconfigure.security.WorkermanSecurityAutoConfiguration;
import io.workerman.peer.Application;
import io.workerman.peer.Certificates;
import io.workerman.peer.WebSocketPeer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for tokens, on each kind of port that takes requests.
 */
class RequestAuthenticationTests {

	private static Application run(String... properties) {
		return Application.run(List.of(properties), Security.class, WorkermanSecurityAutoConfiguration.class,
				SslAutoConfiguration.class, Handler.class);
	}

	private static HttpRequest request(String address, String token) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
		return ((token != null) ? request.header("Authorization", "bearer " + token) : request).build();
	}

	@Test
	@DisplayName("D-13 Tokens of requests are checked, each request for itself")
	void requestWhenTokenIsWrongIsRefused() throws Exception {
		try (Application application = run("workerman.listeners.it.address=http://127.0.0.1:0")) {
			HttpClient client = HttpClient.newHttpClient();
			String page = "http://127.0.0.1:" + application.port("it");
			HttpResponse<String> nobody = client.send(request(page, null), BodyHandlers.ofString());
			assertThat(nobody.statusCode()).isEqualTo(401);
			assertThat(nobody.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
			assertThat(client.send(request(page, "forged"), BodyHandlers.ofString()).statusCode()).isEqualTo(401);
			assertThat(client.send(request(page, "of-bob"), BodyHandlers.ofString()).statusCode()).isEqualTo(403);
			assertThat(client.send(request(page, "of-root"), BodyHandlers.ofString()).body()).isEqualTo("page of root");
			assertThat(client.send(request(page, null), BodyHandlers.ofString()).statusCode()).isEqualTo(401);
		}
	}

	@Test
	@DisplayName("D-13 Requests of one HTTP/2 connection are authenticated each for itself")
	void requestsWhenTheyShareAConnectionHaveTheirOwnTokens() {
		String bundle = "spring.ssl.bundle.pem.web.keystore.";
		try (Application application = run("workerman.listeners.it.address=http://127.0.0.1:0",
				"workerman.listeners.it.http.http2.enabled=true", "workerman.listeners.it.ssl.bundle=web",
				bundle + "certificate=classpath:io/workerman/tls/server.crt",
				bundle + "private-key=classpath:io/workerman/tls/server.key")) {
			HttpClient client = HttpClient.newBuilder().sslContext(Certificates.client()).build();
			String page = "https://localhost:" + application.port("it");
			List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
			client.sendAsync(request(page, null), BodyHandlers.discarding()).join();
			for (int i = 0; i < 30; i++) {
				answers
					.add(client.sendAsync(request(page, (i % 3 == 0) ? "of-root" : "of-bob"), BodyHandlers.ofString()));
			}
			for (int i = 0; i < 30; i++) {
				HttpResponse<String> answer = answers.get(i).join();
				assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
				assertThat(answer.statusCode()).isEqualTo((i % 3 == 0) ? 200 : 403);
			}
		}
	}

	@Test
	@DisplayName("F-14 A page and a WebSocket on one port are authenticated alike")
	void webSocketWhenPageSharesThePortIsAuthenticatedToo() throws Exception {
		try (Application application = run("workerman.listeners.it.address=websocket://127.0.0.1:0")) {
			int port = application.port("it");
			HttpResponse<String> page = HttpClient.newHttpClient()
				.send(request("http://127.0.0.1:" + port, "of-root"), BodyHandlers.ofString());
			assertThat(page.body()).isEqualTo("page of root");
			try (WebSocketPeer peer = WebSocketPeer.connect(port, "/", "Authorization: Bearer of-bob").send("who")) {
				assertThat(peer.answer()).startsWith("HTTP/1.1 101 ");
				assertThat(peer.next()).isEqualTo("bob");
			}
			try (WebSocketPeer peer = WebSocketPeer.connect(port, "/", "Authorization: Bearer forged")) {
				assertThat(peer.answer()).startsWith("HTTP/1.1 401 ").contains("WWW-Authenticate: Bearer");
			}
		}
	}

	@EnableMethodSecurity
	static class Security {

		@Bean
		RequestAuthentication tokens() {
			return RequestAuthentication.bearer(Security::check,
					(token) -> new TestingAuthenticationToken(token, token));
		}

		private static Authentication check(Authentication claimed) {
			return switch (claimed.getName()) {
				case "of-root" -> new TestingAuthenticationToken("root", "", "ROLE_ADMIN");
				case "of-bob" -> new TestingAuthenticationToken("bob", "", "ROLE_USER");
				default -> throw new BadCredentialsException("The token is forged");
			};
		}

	}

	@WorkerHandler
	static class Handler {

		@OnMessage
		@PreAuthorize("hasRole('ADMIN')")
		String page(io.workerman.engine.http.HttpRequest request, Principal who) {
			return "page of " + who.getName();
		}

		@OnMessage
		String say(String message, Principal who) {
			return who.getName();
		}

	}

}
