package io.workerman.benchmarks.server;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.tomcat.websocket.server.WsSci;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.handler.ConcurrentWebSocketSessionDecorator;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.server.standard.ServletServerContainerFactoryBean;

import io.workerman.benchmarks.Protocol;

/**
 * Spring's WebSocket and MVC on Tomcat, as Spring Boot sets it up.
 */
final class TomcatServer implements Server {

	@Override
	public int start(Protocol protocol, boolean broadcast) {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class,
				broadcast ? Broadcasting.class : Echoing.class)
			.properties(Map.of("spring.main.banner-mode", "off", "workerman.enabled", "false", "server.port", "0",
					"server.tomcat.max-connections", "20000", "server.tomcat.max-keep-alive-requests", "-1"))
			.run();
		return Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer()).getPort();
	}

	@EnableAutoConfiguration
	@EnableWebSocket
	@RestController
	static class Application {

		@GetMapping(path = "/", produces = "text/plain")
		String hello() {
			return HELLO;
		}

		@Bean
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> webSocketOnTomcat() {
			return (factory) -> factory
				.addContextCustomizers((context) -> context.addServletContainerInitializer(new WsSci(), null));
		}

		@Bean
		ServletServerContainerFactoryBean webSocketContainer() {
			ServletServerContainerFactoryBean container = new ServletServerContainerFactoryBean();
			container.setMaxTextMessageBufferSize(MAX_MESSAGE);
			return container;
		}

	}

	static class Echoing {

		@Bean
		WebSocketConfigurer sockets() {
			return (registry) -> registry.addHandler(new Echo(), "/ws").setAllowedOrigins("*");
		}

	}

	static class Broadcasting {

		@Bean
		WebSocketConfigurer sockets() {
			return (registry) -> registry.addHandler(new Broadcast(), "/ws").setAllowedOrigins("*");
		}

	}

	private static final class Echo extends TextWebSocketHandler {

		@Override
		protected void handleTextMessage(WebSocketSession session, TextMessage message) throws IOException {
			session.sendMessage(new TextMessage(message.getPayload()));
		}

	}

	private static final class Broadcast extends TextWebSocketHandler {

		private final Map<String, WebSocketSession> sessions = new ConcurrentHashMap<>();

		@Override
		public void afterConnectionEstablished(WebSocketSession session) {
			this.sessions.put(session.getId(), new ConcurrentWebSocketSessionDecorator(session, 5000, MAX_MESSAGE));
		}

		@Override
		public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
			this.sessions.remove(session.getId());
		}

		@Override
		protected void handleTextMessage(WebSocketSession session, TextMessage message) throws IOException {
			for (WebSocketSession each : this.sessions.values()) {
				each.sendMessage(new TextMessage(message.getPayload()));
			}
		}

	}

}
