package io.workerman.sample;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import redis.embedded.RedisServer;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two nodes share one room.
 */
class ClusterRoomTests {

	private final List<ConfigurableApplicationContext> nodes = new ArrayList<>();

	private RedisServer redis;

	private int redisPort;

	@BeforeEach
	void start() throws IOException {
		try (ServerSocket free = new ServerSocket(0)) {
			this.redisPort = free.getLocalPort();
		}
		this.redis = RedisServer.newRedisServer()
			.port(this.redisPort)
			.setting("bind 127.0.0.1")
			.setting("save \"\"")
			.build();
		this.redis.start();
	}

	@AfterEach
	void stop() throws IOException {
		this.nodes.forEach(ConfigurableApplicationContext::close);
		this.redis.stop();
	}

	private ConfigurableApplicationContext node(String name) {
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--spring.profiles.active=cluster",
				"--sample.node=" + name, "--spring.data.redis.port=" + this.redisPort, "--sample.time-interval=500ms"));
		for (String listener : List.of("chat=websocket", "web=http", "telnet=text", "echo=frame", "clock=udp",
				"json=JsonNL")) {
			arguments
				.add("--workerman.listeners.%s.address=%s://127.0.0.1:0".formatted((Object[]) listener.split("=")));
		}
		ConfigurableApplicationContext context = new SpringApplicationBuilder(SampleApplication.class)
			.run(arguments.toArray(String[]::new));
		this.nodes.add(context);
		return context;
	}

	private static int port(ConfigurableApplicationContext node, String listener) {
		return node.getEnvironment().getRequiredProperty("local.workerman." + listener + ".port", Integer.class);
	}

	@Test
	void membersOfBothNodesHearAndSeeEachOther() throws Exception {
		ConfigurableApplicationContext first = node("first");
		ConfigurableApplicationContext second = node("second");
		try (Chatter ada = new Chatter(port(first, "chat"));
				Terminal terminal = new Terminal(port(second, "telnet"));
				Chatter grace = new Chatter(port(second, "chat"))) {
			ada.send("{\"name\":\"Ada\"}");
			grace.send("{\"name\":\"Grace\"}");
			JsonNode seen = ada.hear(RoomEvent.Type.TIME);
			while (!Chatter.users(seen).contains("Grace")) {
				seen = ada.hear(RoomEvent.Type.TIME);
			}
			assertThat(seen.get("nodes").get("Ada").stringValue()).isEqualTo("first");
			assertThat(seen.get("nodes").get("Grace").stringValue()).isEqualTo("second");
			ada.send("{\"text\":\"hello\"}");
			assertThat(grace.hear(RoomEvent.Type.SAID).get("text").stringValue()).isEqualTo("hello");
			String line = terminal.read();
			while (!line.contains("said")) {
				line = terminal.read();
			}
			assertThat(line).isEqualTo("Ada said: hello");
		}
	}

}
