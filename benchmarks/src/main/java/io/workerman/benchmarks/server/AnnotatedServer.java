package io.workerman.benchmarks.server;

import java.util.Map;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
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

	@Override
	public int start(Protocol protocol, boolean broadcast) {
		Class<?> handler = handler(protocol, broadcast);
		ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class, handler)
			.web(WebApplicationType.NONE)
			.properties(Map.of("spring.main.banner-mode", "off", "workerman.listeners.bench.address",
					protocol + "://0.0.0.0:0"))
			.run();
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
