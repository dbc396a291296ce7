package io.workerman.security;

import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.core.task.TaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.annotation.Secured;
import org.springframework.security.access.prepost.PostAuthorize;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

import io.workerman.annotation.OnClose;
import io.workerman.annotation.OnError;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.OnWebSocketConnect;
import io.workerman.annotation.WorkerHandler;
import io.workerman.autoconfigure.security.WorkermanSecurityAutoConfiguration;
import io.workerman.engine.Connection;
import io.workerman.engine.http.HttpRequest;
import io.workerman.peer.Application;
import io.workerman.peer.Peer;
import io.workerman.peer.WebSocketPeer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for handlers with Spring Security.
 */
class HandlerSecurityTests {

	private static final List<String> OFF_LOOP = List.of("workerman.listeners.it.dispatch=executor",
			"workerman.listeners.it.executor=handlers");

	private static Application run(String address, boolean offLoop, Class<?> handler) {
		List<String> properties = new ArrayList<>(List.of("workerman.listeners.it.address=" + address));
		properties.addAll(offLoop ? OFF_LOOP : List.of());
		return Application.run(properties, Security.class, WorkermanSecurityAutoConfiguration.class, handler);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	@DisplayName("D-13 @PreAuthorize on handler methods looks at the principal of the connection")
	void messageWhenMethodIsSecuredNeedsTheRight(boolean offLoop) {
		try (Application application = run("text://127.0.0.1:0", offLoop, Texts.class);
				Peer admin = application.connect();
				Peer user = application.connect();
				Peer nobody = application.connect()) {
			assertThat(admin.send("login root ADMIN\n").line()).isEqualTo("hello root");
			assertThat(user.send("login bob USER\n").line()).isEqualTo("hello bob");
			for (int i = 0; i < 3; i++) {
				assertThat(admin.send("secret\n").line()).isEqualTo("the secret for root");
				assertThat(user.send("secret\n").line()).isEqualTo("denied bob");
				assertThat(nobody.send("secret\n").line()).isEqualTo("who are you");
				assertThat(nobody.send("context\n").line()).isEqualTo("null");
				assertThat(user.send("context\n").line()).isEqualTo("bob");
			}
			assertThat(admin.send("post\n").line()).isEqualTo("root's");
			assertThat(user.send("post\n").line()).isEqualTo("denied bob");
			assertThat(admin.send("secured\n").line()).isEqualTo("secured");
			assertThat(user.send("secured\n").line()).isEqualTo("denied bob");
		}
	}

	@Test
	@DisplayName("D-13 A close within the callback of another connection does not run on behalf of that one")
	void closeWhenCalledWithinAnotherCallbackRunsOnItsOwnBehalf() {
		try (Application application = run("text://127.0.0.1:0", false, Texts.class);
				Peer admin = application.connect();
				Peer nobody = application.connect()) {
			assertThat(nobody.send("context\n").line()).isEqualTo("null");
			assertThat(admin.send("login root ADMIN\n").line()).isEqualTo("hello root");
			assertThat(admin.send("destroy\n").line()).isEqualTo("root");
			assertThat(application.bean(Texts.class).closed).containsExactly("null");
			assertThat(admin.send("context\n").line()).isEqualTo("root");
		}
	}

	@Test
	@DisplayName("Basic credentials of a request are checked, each request for itself")
	void requestWhenCredentialsAreWrongIsRefused() {
		try (Application application = run("http://127.0.0.1:0", false, Pages.class);
				Peer peer = application.connect()) {
			assertThat(get(peer, "/secret", null)).startsWith("401 ").contains("WWW-Authenticate: Basic realm=\"it\"");
			assertThat(get(peer, "/secret", "root:wrong")).startsWith("401 ")
				.contains("WWW-Authenticate: Basic realm=\"it\"", "application/problem+json", "\"status\":401");
			assertThat(get(peer, "/secret", "bob:bob")).startsWith("403 ")
				.contains("application/problem+json", "\"title\":\"Forbidden\"");
			assertThat(get(peer, "/secret", "root:root")).startsWith("200 ").endsWith("secret for root");
			assertThat(get(peer, "/open", null)).startsWith("200 ").endsWith("hello null");
			assertThat(get(peer, "/open", "bob:bob")).endsWith("hello bob");
			assertThat(get(peer, "/later", "bob:bob")).endsWith("later bob");
			assertThat(get(peer, "/later", null)).endsWith("later null");
			assertThat(application.bean(Pages.class).errors()).containsExactly(
					"AuthenticationCredentialsNotFoundException", "BadCredentialsException",
					"AuthorizationDeniedException");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void handshakeWhenCredentialsAreWrongIsRefused(boolean offLoop) {
		try (Application application = run("websocket://127.0.0.1:0", offLoop, Texts.class)) {
			int port = application.port("it");
			try (WebSocketPeer peer = WebSocketPeer.connect(port, "/", basic("root:wrong"))) {
				assertThat(peer.answer()).startsWith("HTTP/1.1 401 ").contains("WWW-Authenticate: Basic realm=\"it\"");
			}
			try (WebSocketPeer peer = WebSocketPeer.connect(port, "/", "Authorization: Basic !!!")) {
				assertThat(peer.answer()).startsWith("HTTP/1.1 401 ");
			}
			try (WebSocketPeer peer = WebSocketPeer.connect(port, "/", basic("root:root")).send("secret")) {
				assertThat(peer.answer()).startsWith("HTTP/1.1 101 ");
				assertThat(peer.next()).isEqualTo("the secret for root");
			}
			try (WebSocketPeer peer = WebSocketPeer.connect(port, "/").send("secret").send("context")) {
				assertThat(peer.answer()).startsWith("HTTP/1.1 101 ");
				assertThat(peer.next()).isEqualTo("who are you");
				assertThat(peer.next()).isEqualTo("null");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void handshakeWhenMethodIsSecuredNeedsTheRight(boolean offLoop) {
		try (Application application = run("websocket://127.0.0.1:0", offLoop, Admins.class)) {
			int port = application.port("it");
			try (WebSocketPeer peer = WebSocketPeer.connect(port, "/")) {
				assertThat(peer.answer()).startsWith("HTTP/1.1 401 ").contains("WWW-Authenticate: Basic realm=\"it\"");
			}
			try (WebSocketPeer peer = WebSocketPeer.connect(port, "/", basic("bob:bob"))) {
				assertThat(peer.answer()).startsWith("HTTP/1.1 403 ");
			}
			try (WebSocketPeer peer = WebSocketPeer.connect(port, "/", basic("root:root"))) {
				assertThat(peer.answer()).startsWith("HTTP/1.1 101 ");
				assertThat(peer.next()).isEqualTo("welcome root");
			}
		}
	}

	private static String basic(String credentials) {
		return "Authorization: Basic "
				+ Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
	}

	private static String get(Peer peer, String path, String credentials) {
		String authorization = (credentials != null) ? basic(credentials) + "\r\n" : "";
		peer.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + authorization + "\r\n");
		StringBuilder answer = new StringBuilder();
		int length = 0;
		for (String line = peer.line(); !line.equals("\r"); line = peer.line()) {
			if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
				length = Integer.parseInt(line.substring(15).strip());
			}
			answer.append(line.strip()).append('\n');
		}
		return answer.substring("HTTP/1.1 ".length()) + peer.text(length);
	}

	@EnableMethodSecurity(securedEnabled = true)
	static class Security {

		@Bean
		TaskExecutor handlers() {
			ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
			executor.setCorePoolSize(1);
			return executor;
		}

		@Bean
		Secrets secrets() {
			return new Secrets();
		}

		@Bean
		RequestAuthentication basic() {
			UserDetails root = User.withUsername("root").password("{noop}root").roles("ADMIN").build();
			UserDetails bob = User.withUsername("bob").password("{noop}bob").roles("USER").build();
			AuthenticationManager manager = new ProviderManager(
					new DaoAuthenticationProvider(new InMemoryUserDetailsManager(root, bob)));
			return RequestAuthentication.basic(manager, "it");
		}

	}

	static class Secrets {

		@PreAuthorize("hasRole('ADMIN')")
		String secret(String name) {
			return "the secret for " + name;
		}

		@PostAuthorize("returnObject == authentication.name + \"'s\"")
		String post() {
			return "root's";
		}

		@Secured("ROLE_ADMIN")
		String secured() {
			return "secured";
		}

	}

	@WorkerHandler
	static class Texts {

		private final List<String> closed = new CopyOnWriteArrayList<>();

		private final Secrets secrets;

		Texts(Secrets secrets) {
			this.secrets = secrets;
		}

		@OnMessage
		String text(Connection connection, Authentication who, String text) {
			if (text.startsWith("login")) {
				String[] words = text.split(" ");
				connection.principal(new TestingAuthenticationToken(words[1], "", "ROLE_" + words[2]));
				return "hello " + words[1];
			}
			return switch (text) {
				case "secret" -> this.secrets.secret((who != null) ? who.getName() : "nobody");
				case "post" -> this.secrets.post();
				case "secured" -> this.secrets.secured();
				case "destroy" -> {
					connection.worker()
						.connections()
						.stream()
						.filter((other) -> other != connection)
						.forEach(Connection::destroy);
					yield name();
				}
				default -> name();
			};
		}

		private static String name() {
			Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
			return (authentication != null) ? authentication.getName() : "null";
		}

		@OnClose
		void close() {
			this.closed.add(name());
		}

		@OnError
		void denied(Connection connection, Principal who, AccessDeniedException ex) {
			connection.send("denied " + who.getName());
		}

		@OnError
		void unknown(Connection connection, AuthenticationException ex) {
			if (connection.status() == Connection.Status.ESTABLISHED) {
				connection.send("who are you");
			}
		}

	}

	@WorkerHandler
	static class Admins {

		@OnWebSocketConnect
		@PreAuthorize("hasRole('ADMIN')")
		String welcome(Authentication who) {
			return "welcome " + who.getName();
		}

	}

	@WorkerHandler
	static class Pages {

		private final List<String> errors = new CopyOnWriteArrayList<>();

		@OnMessage
		@PreAuthorize("#request.path() != '/secret' or hasRole('ADMIN')")
		CompletionStage<String> page(HttpRequest request, Principal who) {
			String name = (who != null) ? who.getName() : null;
			return CompletableFuture.completedFuture(switch (request.path()) {
				case "/secret" -> "secret for " + name;
				case "/later" -> "later " + name;
				default -> "hello " + name;
			});
		}

		List<String> errors() {
			return this.errors;
		}

		@OnError
		void error(Exception ex) {
			this.errors.add(ex.getClass().getSimpleName());
		}

	}

}
