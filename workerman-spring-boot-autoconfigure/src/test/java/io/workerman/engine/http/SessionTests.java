package io.workerman.engine.http;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import javax.net.ssl.SSLSession;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.BDDMockito;
import org.mockito.Mockito;

import io.workerman.engine.Worker;
import io.workerman.engine.WorkerOptions.Proxies.Header;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions, how long they live, and the cookies that find them.
 */
@DisplayName("B-39 and H-10 sessions")
class SessionTests {

	private Instant now = Instant.EPOCH;

	private final MemorySessionStore store = new MemorySessionStore(Duration.ofMinutes(24), () -> this.now, 3);

	@Test
	void sessionRemembersValues() {
		Session session = Session.begin();
		session.set("a", 1);
		session.set("b", "x");
		assertThat(session.get("a")).isEqualTo(1);
		assertThat(session.has("b")).isTrue();
		assertThat(session.all()).containsOnlyKeys("a", "b");
		assertThat(session.pull("a")).isEqualTo(1);
		assertThat(session.get("a")).isNull();
		session.delete("b");
		assertThat(session.has("b")).isFalse();
		session.set("c", 1);
		session.flush();
		assertThat(session.all()).isEmpty();
	}

	@Test
	void sessionEndsWhenItIsNotUsed() {
		Session session = begin();
		pass(Duration.ofSeconds(1439));
		assertThat(find(session.id())).isSameAs(session);
		pass(Duration.ofSeconds(1439));
		assertThat(find(session.id())).isSameAs(session);
		pass(Duration.ofMinutes(24));
		assertThat(find(session.id())).isNull();
	}

	@Test
	void sessionThatHasEndedLeavesWhenAnotherIsUsed() {
		begin();
		begin();
		pass(Duration.ofMinutes(24));
		begin();
		assertThat(this.store.size()).isEqualTo(1);
	}

	@Test
	void sessionUsedLongestAgoMakesRoom() {
		Session first = begin();
		Session second = begin();
		Session third = begin();
		find(first.id());
		Session fourth = begin();
		assertThat(find(second.id())).isNull();
		assertThat(find(first.id())).isSameAs(first);
		assertThat(find(third.id())).isSameAs(third);
		assertThat(find(fourth.id())).isSameAs(fourth);
	}

	@Test
	void idIsRandom() {
		assertThat(Session.begin().id()).matches("[0-9a-f]{32}").isNotEqualTo(Session.begin().id());
	}

	@Test
	void regenerateGivesAnotherIdAndForgetsTheOld() {
		Session session = begin();
		session.set("a", 1);
		String old = session.id();
		session.regenerate();
		assertThat(session.id()).isNotEqualTo(old);
		assertThat(find(old)).isNull();
		assertThat(find(session.id())).isSameAs(session);
		assertThat(session.get("a")).isEqualTo(1);
	}

	@Test
	void loginGivesTheClientAnotherCookieAndLogoutTakesIt() {
		try (CodecDriver driver = visits(HttpOptions.DEFAULTS)) {
			String cookie = cookie(driver.receive(get("/", null)).sent());
			String other = cookie(driver.receive(get("/login", cookie)).sent());
			assertThat(other).isNotNull().isNotEqualTo(cookie);
			assertThat(driver.receive(get("/", other)).sent()).doesNotContain("Set-Cookie").endsWith("\r\n\r\n3");
			assertThat(driver.receive(get("/", cookie)).sent()).contains("Set-Cookie").endsWith("\r\n\r\n1");
			assertThat(driver.receive(get("/logout", other)).sent())
				.contains("\r\nSet-Cookie: WORKERMANSID=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax\r\n");
			assertThat(driver.receive(get("/", other)).sent()).contains("Set-Cookie").endsWith("\r\n\r\n1");
		}
	}

	@Test
	void cookieHasTheAttributesOfTheOptions() {
		Cookie cookie = Cookie.of("sid", "")
			.path("/app")
			.domain("a.test")
			.secure(true)
			.sameSite(Cookie.SameSite.STRICT)
			.maxAge(Duration.ofHours(1));
		try (CodecDriver driver = visits(
				HttpOptions.DEFAULTS.sessions(new HttpOptions.Sessions(cookie, Duration.ofHours(1), null)))) {
			String first = driver.receive(get("/", null)).sent();
			assertThat(first).containsPattern("\r\nSet-Cookie: sid=[0-9a-f]{32}; Domain=a.test; Max-Age=3600; "
					+ "Path=/app; Secure; SameSite=Strict\r\n");
			String again = driver.receive(get("/", cookie(first))).sent();
			assertThat(again).contains("; Max-Age=3600; ").endsWith("\r\n\r\n2");
			assertThat(cookie(again)).isEqualTo(cookie(first));
		}
	}

	@Test
	void cookieIsSecureOverTlsUnlessTheOptionsSayNo() {
		HttpOptions.Sessions defaults = HttpOptions.Sessions.DEFAULTS;
		HttpOptions never = HttpOptions.DEFAULTS
			.sessions(new HttpOptions.Sessions(defaults.cookie(), defaults.lifetime(), null, false));
		try (CodecDriver plain = visits(HttpOptions.DEFAULTS);
				CodecDriver tls = visits(HttpOptions.DEFAULTS);
				CodecDriver told = visits(never)) {
			SSLSession session = Mockito.mock(SSLSession.class);
			BDDMockito.given(tls.connection().sslSession()).willReturn(session);
			BDDMockito.given(told.connection().sslSession()).willReturn(session);
			assertThat(plain.receive(get("/", null)).sent()).contains("Set-Cookie").doesNotContain("; Secure");
			assertThat(tls.receive(get("/", null)).sent()).contains("; Path=/; Secure; HttpOnly");
			assertThat(told.receive(get("/", null)).sent()).contains("Set-Cookie").doesNotContain("; Secure");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "X-Forwarded-Proto: https | true", "X-Forwarded-Proto: https, http | true",
			"X-Forwarded-Proto: http | false", "Forwarded: for=1.2.3.4;proto=https | true", "X: y | false" })
	void cookieIsSecureIfATrustedProxyHasTls(String header, boolean secure) {
		for (String trusted : List.of("192.0.2.0/24", "10.0.0.0/8")) {
			Worker worker = Worker.builder("proxied")
				.trustedProxy(trusted)
				.forwardedHeaders(Header.FORWARDED, Header.X_FORWARDED_FOR)
				.build();
			try (CodecDriver driver = visits(HttpOptions.DEFAULTS)) {
				BDDMockito.given(driver.connection().worker()).willReturn(worker);
				String sent = driver.receive(get("/", null).replace("\r\n\r\n", "\r\n" + header + "\r\n\r\n")).sent();
				assertThat(sent.contains("; Secure")).as(trusted).isEqualTo(secure && trusted.startsWith("192"));
			}
		}
	}

	@Test
	void storeKeepsWhatTheResponseLeaves() {
		Map<String, Map<String, Object>> kept = new HashMap<>();
		SessionStore serializing = new SessionStore() {

			@Override
			public CompletionStage<Optional<Session>> find(String id) {
				return CompletableFuture
					.completedStage(Optional.ofNullable(kept.get(id)).map((values) -> Session.of(id, values)));
			}

			@Override
			public CompletionStage<?> save(Session session, Set<String> changed) {
				kept.put(session.id(), session.all());
				return CompletableFuture.completedStage(true);
			}

			@Override
			public CompletionStage<?> delete(String id) {
				kept.remove(id);
				return CompletableFuture.completedStage(true);
			}

		};
		HttpOptions.Sessions defaults = HttpOptions.Sessions.DEFAULTS;
		HttpOptions options = HttpOptions.DEFAULTS
			.sessions(new HttpOptions.Sessions(defaults.cookie(), defaults.lifetime(), serializing));
		try (CodecDriver driver = visits(options)) {
			String cookie = cookie(driver.receive(get("/", null)).sent());
			assertThat(driver.receive(get("/", cookie)).sent()).endsWith("\r\n\r\n2");
			String other = cookie(driver.receive(get("/login", cookie)).sent());
			assertThat(kept).containsOnlyKeys(other.substring(other.indexOf('=') + 1));
			driver.receive(get("/", "WORKERMANSID=no id at all!"));
			driver.receive(get("/", "WORKERMANSID=short"));
		}
	}

	@Test
	void requestFailsWhenTheStoreFailsAndTheNextIsServed() {
		SessionStore broken = new SessionStore() {

			@Override
			public CompletionStage<Optional<Session>> find(String id) {
				return CompletableFuture.completedStage(Optional.empty());
			}

			@Override
			public CompletionStage<?> save(Session session, Set<String> changed) {
				throw new IllegalStateException("secret");
			}

			@Override
			public CompletionStage<?> delete(String id) {
				return CompletableFuture.completedStage(true);
			}

		};
		HttpOptions.Sessions defaults = HttpOptions.Sessions.DEFAULTS;
		try (CodecDriver driver = visits(HttpOptions.DEFAULTS
			.sessions(new HttpOptions.Sessions(defaults.cookie(), defaults.lifetime(), broken)))) {
			for (int i = 0; i < 2; i++) {
				assertThat(driver.receive(get("/", null)).sent()).startsWith("HTTP/1.1 503 ").doesNotContain("secret");
			}
		}
	}

	private @Nullable Session find(String id) {
		return this.store.find(id).toCompletableFuture().join().orElse(null);
	}

	private static CodecDriver visits(HttpOptions options) {
		return new CodecDriver(new HttpProtocol(options)).answerWith((message) -> {
			HttpRequest request = (HttpRequest) message;
			Session session = request.session();
			Object count = session.get("count");
			session.set("count", (count != null) ? (Integer) count + 1 : 1);
			switch (request.path()) {
				case "/login" -> session.regenerate();
				case "/logout" -> session.invalidate();
				default -> {
				}
			}
			return String.valueOf(session.get("count"));
		});
	}

	private static String get(String path, @Nullable String cookie) {
		String header = (cookie != null) ? "Cookie: " + cookie + "\r\n" : "";
		return "GET " + path + " HTTP/1.1\r\nHost: a\r\n" + header + "\r\n";
	}

	private static String cookie(String response) {
		return response.replaceAll("(?s).*Set-Cookie: ([^;]+);.*", "$1");
	}

	private Session begin() {
		Session session = Session.begin().keptIn(this.store);
		this.store.save(session, Set.of());
		return session;
	}

	private void pass(Duration duration) {
		this.now = this.now.plus(duration);
	}

}
