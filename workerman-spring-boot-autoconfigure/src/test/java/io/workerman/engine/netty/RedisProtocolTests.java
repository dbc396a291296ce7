package io.workerman.engine.netty;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.redis.ArrayRedisMessage;
import io.netty.handler.codec.redis.ErrorRedisMessage;
import io.netty.handler.codec.redis.FullBulkStringRedisMessage;
import io.netty.handler.codec.redis.RedisArrayAggregator;
import io.netty.handler.codec.redis.RedisBulkStringAggregator;
import io.netty.handler.codec.redis.RedisDecoder;
import io.netty.handler.codec.redis.RedisEncoder;
import io.netty.handler.codec.redis.RedisMessage;
import io.netty.handler.codec.redis.SimpleStringRedisMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.Connection;
import io.workerman.engine.Worker;
import io.workerman.engine.protocol.PipelineProtocol;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The protocol of Redis, spoken by Netty's codec with the real client.
 */
class RedisProtocolTests {

	private static final PipelineProtocol RESP = PipelineProtocol.of("redis", () -> List.of(new RedisDecoder(true),
			new RedisBulkStringAggregator(), new RedisArrayAggregator(1024, 8), new RedisEncoder()));

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final Map<String, String> store = new ConcurrentHashMap<>();

	private Worker worker;

	@BeforeEach
	void start() {
		this.worker = this.workers
			.start(StartedWorkers.tcp().protocol(RESP).maxPackageSize(1_000_000).onMessage(this::serve));
	}

	private void serve(Connection connection, Object message) {
		if (message instanceof ArrayRedisMessage command) {
			connection.send(answer(command));
		}
	}

	private RedisMessage answer(ArrayRedisMessage command) {
		List<String> words = command.children().stream().map(RedisProtocolTests::text).toList();
		return switch (words.get(0).toUpperCase(Locale.ROOT)) {
			case "PING" -> new SimpleStringRedisMessage("PONG");
			case "SET" -> {
				this.store.put(words.get(1), words.get(2));
				yield new SimpleStringRedisMessage("OK");
			}
			case "GET" -> bulk(this.store.get(words.get(1)));
			case "ECHO" -> command.children().get(1);
			default -> new ErrorRedisMessage("ERR unknown command");
		};
	}

	private static String text(RedisMessage word) {
		return ((FullBulkStringRedisMessage) word).content().toString(StandardCharsets.UTF_8);
	}

	private static RedisMessage bulk(@Nullable String value) {
		return (value != null) ? new FullBulkStringRedisMessage(Unpooled.copiedBuffer(value, StandardCharsets.UTF_8))
				: FullBulkStringRedisMessage.NULL_INSTANCE;
	}

	private String cli(String input, String... arguments) throws Exception {
		List<String> command = new ArrayList<>(
				List.of("redis-cli", "-h", "127.0.0.1", "-p", String.valueOf(this.worker.port())));
		command.addAll(List.of(arguments));
		Process process = null;
		try {
			process = new ProcessBuilder(command).redirectErrorStream(true).start();
		}
		catch (IOException ex) {
			Assumptions.abort("redis-cli is not installed: " + ex.getMessage());
		}
		try (OutputStream in = process.getOutputStream()) {
			in.write(input.getBytes(StandardCharsets.UTF_8));
		}
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
		return output.strip();
	}

	@Test
	@DisplayName("redis-cli talks to a handler")
	void clientWhenAskingIsAnswered() throws Exception {
		assertThat(cli("", "PING")).isEqualTo("PONG");
		assertThat(cli("", "SET", "a", "grün")).isEqualTo("OK");
		assertThat(cli("", "GET", "a")).isEqualTo("grün");
		assertThat(cli("", "GET", "b")).isEmpty();
		assertThat(cli("", "ECHO", "x".repeat(100_000))).isEqualTo("x".repeat(100_000));
		assertThat(cli("", "WHAT")).isEqualTo("ERR unknown command");
		assertThat(cli("SET c 1\nGET c\nPING\n")).isEqualTo("OK\n1\nPONG");
	}

	@Test
	@DisplayName("redis-cli --pipe gets an answer to each of many commands")
	void clientWhenPipeliningIsAnswered() throws Exception {
		StringBuilder commands = new StringBuilder();
		for (int i = 0; i < 20_000; i++) {
			String key = "key" + i;
			commands.append("*3\r\n$3\r\nSET\r\n$%d\r\n%s\r\n$1\r\n%d\r\n".formatted(key.length(), key, i % 10));
		}
		assertThat(cli(commands.toString(), "--pipe")).endsWith("errors: 0, replies: 20000");
		assertThat(this.store).hasSize(20_000).containsEntry("key19999", "9");
	}

	@Test
	@DisplayName("Malformed commands and absurd lengths cost their connection only")
	void connectionWhenCommandIsMalformedIsClosed() throws Exception {
		try (TestClient other = TestClient.of(this.worker)) {
			for (String bad : List.of("*x\r\n", "*1\r\n$-5\r\n", "*1\r\n$3\r\nabcdef\r\n",
					"*1\r\n$2000000\r\n" + "x".repeat(1_100_000), "*2147483648\r\n", "*-2\r\n")) {
				try (TestClient client = TestClient.of(this.worker)) {
					client.send(bad);
					assertThat(client.drain()).as(bad.substring(0, Math.min(bad.length(), 20))).isZero();
				}
				catch (IOException ex) {
					// closed while it was sending
				}
			}
			try (TestClient client = TestClient.of(this.worker)) {
				client.send("*1000000000\r\n$4\r\nPING\r\n");
				assertThat(other.send("*1\r\n$4\r\nPING\r\n").line()).isEqualTo("+PONG\r");
			}
		}
	}

}
