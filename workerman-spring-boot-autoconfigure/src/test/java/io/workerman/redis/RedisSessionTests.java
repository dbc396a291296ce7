package io.workerman.redis;

import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.data.redis.core.StringRedisTemplate;
import redis.embedded.RedisServer;

import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;
import io.workerman.autoconfigure.redis.WorkermanRedisSessionAutoConfiguration;
import io.workerman.engine.http.HttpRequest;
import io.workerman.engine.http.Session;
import io.workerman.peer.Application;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions in a real Redis.
 */
@DisplayName("B-39 sessions in Redis")
class RedisSessionTests {

	private final HttpClient http = HttpClient.newHttpClient();

	private int port;

	private RedisServer redis;

	private Application application;

	@BeforeEach
	void start() throws Exception {
		try (ServerSocket free = new ServerSocket(0)) {
			this.port = free.getLocalPort();
		}
		this.redis = startRedis();
		this.application = Application.run(
				List.of("workerman.listeners.it.address=http://127.0.0.1:0",
						"workerman.listeners.it.http.session.store=redis",
						"workerman.listeners.it.http.session.store-timeout=3s",
						"workerman.listeners.other.address=websocket://127.0.0.1:0",
						"workerman.listeners.other.http.session.store=redis", "spring.data.redis.port=" + this.port),
				Visits.class, DataRedisAutoConfiguration.class, DataRedisReactiveAutoConfiguration.class,
				WorkermanRedisSessionAutoConfiguration.class);
	}

	private RedisServer startRedis() throws IOException {
		RedisServer redis = RedisServer.newRedisServer()
			.port(this.port)
			.setting("bind 127.0.0.1")
			.setting("save \"\"")
			.build();
		redis.start();
		return redis;
	}

	@AfterEach
	void stop() throws IOException {
		this.application.close();
		this.redis.stop();
	}

	@Test
	void sessionIsThatOfAllListeners() throws Exception {
		HttpResponse<String> first = get("it", "/visit", null);
		String cookie = cookie(first);
		assertThat(first.body()).isEqualTo("1");
		HttpResponse<String> second = get("other", "/visit", cookie);
		assertThat(second.body()).isEqualTo("2");
		assertThat(second.headers().firstValue("Set-Cookie")).isEmpty();
		assertThat(get("it", "/visit", cookie).body()).isEqualTo("3");
	}

	@Test
	void redisForgetsSessionsThatAreNotUsed() throws Exception {
		String cookie = cookie(get("it", "/visit", null));
		StringRedisTemplate redis = this.application.bean(StringRedisTemplate.class);
		String key = key(cookie);
		assertThat(redis.getExpire(key)).isBetween(1430L, 1440L);
		redis.expire(key, Duration.ofSeconds(5));
		get("it", "/look", cookie);
		assertThat(redis.getExpire(key)).isBetween(1430L, 1440L);
		redis.delete(key);
		HttpResponse<String> again = get("it", "/visit", cookie);
		assertThat(again.body()).isEqualTo("1");
		assertThat(cookie(again)).isNotEqualTo(cookie);
	}

	@Test
	void loginAndLogout() throws Exception {
		StringRedisTemplate redis = this.application.bean(StringRedisTemplate.class);
		String cookie = cookie(get("it", "/visit", null));
		String other = cookie(get("it", "/login", cookie));
		assertThat(redis.keys("*")).containsExactly(key(other));
		assertThat(get("it", "/visit", other).body()).isEqualTo("2");
		HttpResponse<String> logout = get("it", "/logout", other);
		assertThat(logout.headers().firstValue("Set-Cookie").orElseThrow()).contains("Max-Age=0");
		assertThat(redis.keys("*")).isEmpty();
	}

	@Test
	void requestsOfOneSessionKeepTheValuesOfEachOther() throws Exception {
		String cookie = cookie(get("it", "/set?a=0&d=0", null));
		CompletableFuture<HttpResponse<String>> slow = this.http.sendAsync(request("it", "/slow?a=1&b=", cookie),
				BodyHandlers.ofString());
		Visits visits = this.application.bean(Visits.class);
		visits.arrived.get(10, TimeUnit.SECONDS);
		get("other", "/set?c=3&d=", cookie);
		visits.released.complete("done");
		assertThat(slow.get(10, TimeUnit.SECONDS).body()).isEqualTo("done");
		assertThat(get("it", "/look", cookie).body()).isEqualTo("{a=1, c=3}");
	}

	@Test
	void sessionThatHasEndedMeanwhileDoesNotBeginAgain() throws Exception {
		String cookie = cookie(get("it", "/set?a=0", null));
		CompletableFuture<HttpResponse<String>> slow = this.http.sendAsync(request("it", "/slow?a=1", cookie),
				BodyHandlers.ofString());
		Visits visits = this.application.bean(Visits.class);
		visits.arrived.get(10, TimeUnit.SECONDS);
		get("other", "/logout", cookie);
		visits.released.complete("done");
		slow.get(10, TimeUnit.SECONDS);
		assertThat(this.application.bean(StringRedisTemplate.class).keys("*")).isEmpty();
	}

	@Test
	void valuesKeepTheirTypes() throws Exception {
		String cookie = cookie(get("it", "/types", null));
		assertThat(get("it", "/compare", cookie).body()).isEqualTo("[]");
		assertThat(get("it", "/file", cookie).statusCode()).isEqualTo(503);
		assertThat(get("it", "/compare", cookie).body()).isEqualTo("[]");
	}

	@Test
	void valueThatCannotBeReadIsLeftOut() throws Exception {
		String cookie = cookie(get("it", "/set?a=1", null));
		this.application.bean(StringRedisTemplate.class)
			.opsForHash()
			.putAll(key(cookie), Map.of("value:b", "@java.io.File \"/etc/passwd\"", "value:c", "@x", "value:d", "{",
					"value:e", "@io.workerman.redis.Gone {}", "other", "1"));
		assertThat(get("it", "/look", cookie).body()).isEqualTo("{a=1}");
	}

	@Test
	void redisThatIsGoneFailsSessionsOnlyAndSoon() throws Exception {
		String cookie = cookie(get("it", "/visit", null));
		this.redis.stop();
		long start = System.nanoTime();
		assertThat(get("it", "/visit", cookie).statusCode()).isEqualTo(503);
		assertThat(get("it", "/visit", null).statusCode()).isEqualTo(503);
		assertThat(get("it", "/none", cookie).body()).isEqualTo("none");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
		this.redis = startRedis();
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> get("it", "/visit", null).statusCode() == 200);
	}

	private HttpResponse<String> get(String listener, String path, @Nullable String cookie)
			throws IOException, InterruptedException {
		return this.http.send(request(listener, path, cookie), BodyHandlers.ofString());
	}

	private java.net.http.HttpRequest request(String listener, String path, @Nullable String cookie) {
		java.net.http.HttpRequest.Builder request = java.net.http.HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + this.application.port(listener) + path))
			.timeout(Duration.ofSeconds(20));
		if (cookie != null) {
			request.header("Cookie", cookie);
		}
		return request.build();
	}

	private static String cookie(HttpResponse<String> response) {
		return response.headers().firstValue("Set-Cookie").orElseThrow().replaceAll(";.*", "");
	}

	private static String key(String cookie) {
		return "workerman:session:" + cookie.replaceAll(".*=", "");
	}

	enum Colour {

		RED {

			@Override
			String tone() {
				return "warm";
			}

		};

		abstract String tone();

	}

	record User(String name, LocalDate born, List<Colour> colours) {

	}

	@WorkerHandler
	@AutoConfigurationPackage
	static class Visits {

		private static final Map<String, Object> TYPES = Map.of("string", "@ä\"\n", "true", true, "int", 1, "long", 1L,
				"double", 1.5, "decimal", new BigDecimal("1.10"), "list", List.of("a", 1, Map.of("x", true)), "user",
				new User("Ada", LocalDate.of(1815, 12, 10), List.of(Colour.RED)), "set", Set.of("a", "b"), "time",
				Map.of("a", List.of()));

		private static final Map<String, Object> MORE = Map.of("instant", Instant.ofEpochSecond(1234567890, 123),
				"uuid", new UUID(1, 2), "enum", Colour.RED, "", "empty");

		private final CompletableFuture<String> arrived = new CompletableFuture<>();

		private final CompletableFuture<String> released = new CompletableFuture<>();

		@OnMessage
		Object visit(HttpRequest request) {
			if (request.path().equals("/none")) {
				return "none";
			}
			Session session = request.session();
			switch (request.path()) {
				case "/set", "/slow" ->
					request.query().keySet().forEach((key) -> set(session, key, request.query(key)));
				case "/login" -> session.regenerate();
				case "/logout" -> session.invalidate();
				case "/types" -> {
					TYPES.forEach(session::set);
					MORE.forEach(session::set);
				}
				case "/file" -> session.set("file", new File("/"));
				case "/visit" -> {
					Object count = session.get("count");
					session.set("count", (count != null) ? (Integer) count + 1 : 1);
				}
				default -> {
				}
			}
			return answer(request.path(), session);
		}

		private Object answer(String path, Session session) {
			return switch (path) {
				case "/visit" -> String.valueOf(session.get("count"));
				case "/slow" -> slow();
				case "/compare" -> different(session).toString();
				default -> new TreeMap<>(session.all()).toString();
			};
		}

		private CompletionStage<String> slow() {
			this.arrived.complete("");
			return this.released;
		}

		private static void set(Session session, String key, @Nullable String value) {
			if (value == null || value.isEmpty()) {
				session.delete(key);
			}
			else {
				session.set(key, value);
			}
		}

		private static List<String> different(Session session) {
			List<String> different = new ArrayList<>();
			for (Map<String, Object> types : List.of(TYPES, MORE)) {
				types.forEach((key, value) -> {
					if (!Objects.equals(session.get(key), value)) {
						different.add(key + ": " + session.get(key));
					}
				});
			}
			return different;
		}

	}

}
