package io.workerman.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;
import io.workerman.peer.Application;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the log of what a listener receives and sends.
 */
@ExtendWith(OutputCaptureExtension.class)
class WireLogTests {

	@Test
	@DisplayName("X-17: what travels is seen in the log")
	void bytesAreLoggedUpToTheLimitWhereTheListenerWantsIt(CapturedOutput output) throws IOException {
		try (Application application = Application.run(List.of("workerman.listeners.it.address=text://127.0.0.1:0",
				"workerman.listeners.it.wire-log=5B", "workerman.listeners.quiet.address=text://127.0.0.1:0"),
				Echo.class)) {
			say(application.port("quiet"));
			say(application.port("it"));
			Awaitility.await()
				.untilAsserted(() -> assertThat(output).contains("received 12 bytes, the first 5 of them:", "|hello  ",
						"sends 12 bytes, the first 5 of them:"));
			assertThat(output).doesNotContain("wire.quiet", "world");
		}
	}

	private static void say(int port) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			socket.getOutputStream().write("hello world\n".getBytes(StandardCharsets.UTF_8));
			assertThat(socket.getInputStream().readNBytes(12)).asString().isEqualTo("hello world\n");
		}
	}

	@WorkerHandler
	static class Echo {

		@OnMessage
		String echo(String message) {
			return message;
		}

	}

}
