package io.workerman.benchmarks.server;

import java.util.Map;
import java.util.TreeMap;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;
import io.workerman.benchmarks.Protocol;
import io.workerman.engine.Connection;
import io.workerman.engine.Worker;
import io.workerman.engine.http.HttpRequest;

/**
 * This library through annotated methods of a Spring Boot application.
 */
final class AnnotatedServer implements Server {

	private final Map<String, Object> settings = new TreeMap<>();

	/**
	 * Create a server.
	 * @param processes how many processes it has
	 * @param settings its properties beside the usual ones, as {@code name=value}
	 */
	AnnotatedServer(int processes, String... settings) {
		this.settings.put("spring.main.banner-mode", "off");
		this.settings.put("spring.autoconfigure.exclude", DataRedisAutoConfiguration.class.getName());
		this.settings.put("workerman.listeners.bench.count", processes);
		for (String setting : settings) {
			int equals = setting.indexOf('=');
			this.settings.put(setting.substring(0, equals), setting.substring(equals + 1));
		}
	}

	@Override
	public int start(Protocol protocol, boolean broadcast) {
		Class<?> handler = handler(protocol, broadcast);
		ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class, handler)
			.web(WebApplicationType.NONE)
			.properties(this.settings)
			.run("--workerman.listeners.bench.address=" + protocol + "://0.0.0.0:0");
		return context.getBean("bench", Worker.class).port();
	}

	private static Class<?> handler(Protocol protocol, boolean broadcast) {
		if (broadcast) {
			return Broadcast.class;
		}
		return switch (protocol) {
			case TEXT, WEBSOCKET -> TextEcho.class;
			case FRAME -> BytesEcho.class;
			case HTTP -> Hello.class;
		};
	}

	@EnableAutoConfiguration
	static class Application {

	}

	@WorkerHandler("bench")
	static class TextEcho {

		@OnMessage
		String echo(String message) {
			return message;
		}

	}

	@WorkerHandler("bench")
	static class BytesEcho {

		@OnMessage
		byte[] echo(byte[] message) {
			return message;
		}

	}

	@WorkerHandler("bench")
	static class Hello {

		@OnMessage
		String hello(HttpRequest request) {
			return HELLO;
		}

	}

	@WorkerHandler("bench")
	static class Broadcast {

		@OnMessage
		void all(Connection connection, String message) {
			connection.worker().broadcast(message);
		}

	}

}
