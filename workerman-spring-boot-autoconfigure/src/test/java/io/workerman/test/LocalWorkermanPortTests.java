package io.workerman.test;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;
import io.workerman.autoconfigure.WorkermanAutoConfiguration;
import io.workerman.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LocalWorkermanPort}.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE,
		properties = { "workerman.listeners.one.address=text://127.0.0.1:0",
				"workerman.listeners.my-chat.address=text://127.0.0.1:0" })
class LocalWorkermanPortTests {

	@LocalWorkermanPort("one")
	private int port;

	@LocalWorkermanPort("my-chat")
	private Integer chatPort;

	@Value("${local.workerman.one.port}")
	private int expected;

	@Test
	void portOfField() {
		assertThat(this.port).isPositive().isEqualTo(this.expected).isNotEqualTo(this.chatPort);
	}

	@Test
	void portOfParameter(@LocalWorkermanPort("my-chat") int port) {
		assertThat(port).isEqualTo(this.chatPort);
		try (Peer peer = Peer.connect(port)) {
			assertThat(peer.send("x\n").line()).isEqualTo("seen");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ WorkermanAutoConfiguration.class, Handler.class })
	static class Config {

	}

	@WorkerHandler("my-chat")
	static class Handler {

		@OnMessage
		String seen() {
			return "seen";
		}

	}

}
