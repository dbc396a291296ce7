package io.workerman.engine.netty;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.MessageHandler;
import io.workerman.engine.Worker;
import io.workerman.engine.netty.ManualProtocols.Upload;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample protocols of Workerman's manual, byte by byte and pipelined.
 */
class ManualProtocolTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private void check(ConnectionProtocol protocol, MessageHandler handler, byte[] request, byte[] answer)
			throws Exception {
		Worker worker = this.workers.start(StartedWorkers.tcp().protocol(protocol).onMessage(handler));
		try (TestClient client = TestClient.of(worker)) {
			client.sendBytewise(request);
			assertThat(client.bytes(answer.length)).asString(StandardCharsets.UTF_8)
				.isEqualTo(new String(answer, StandardCharsets.UTF_8));
			byte[] three = ProxyHeaders.join(request, request, request);
			client.send(three);
			assertThat(client.bytes(3 * answer.length)).isEqualTo(ProxyHeaders.join(answer, answer, answer));
			assertThat(client.finish().rest()).isEmpty();
		}
	}

	private static MessageHandler ok(String expected) {
		return (connection, message) -> {
			Map<String, Object> answer = new LinkedHashMap<>();
			answer.put("code", message.toString().equals(expected) ? 0 : 1);
			answer.put("msg", "ok");
			connection.send(answer);
		};
	}

	private static byte[] sized(String body) {
		return ByteBuffer.allocate(4 + body.length()).putInt(4 + body.length()).put(ProxyHeaders.bytes(body)).array();
	}

	@Test
	@DisplayName("P-06 JsonNL")
	void jsonNL() throws Exception {
		check(new ManualProtocols.JsonNL(), ok("{type=message, content=hello}"),
				ProxyHeaders.bytes("{\"type\":\"message\",\"content\":\"hello\"}\n"),
				ProxyHeaders.bytes("{\"code\":0,\"msg\":\"ok\"}\n"));
	}

	@Test
	@DisplayName("P-07 D14 XmlProtocol")
	void xmlProtocol() throws Exception {
		check(new ManualProtocols.XmlProtocol(), (connection, message) -> connection.send(message + "<é/>"),
				ProxyHeaders.bytes("0000000021<request/>\n"), ProxyHeaders.bytes("0000000026<request/>\n<é/>"));
	}

	@Test
	@DisplayName("P-08 JsonInt")
	void jsonInt() throws Exception {
		check(new ManualProtocols.JsonInt(), ok("{type=message}"), sized("{\"type\":\"message\"}"),
				sized("{\"code\":0,\"msg\":\"ok\"}"));
	}

	@Test
	@DisplayName("P-09 P-10 P-11 BinaryTransfer and TextTransfer with the same business code")
	void transfers(@TempDir Path directory) throws Exception {
		byte[] content = new byte[300];
		for (int i = 0; i < content.length; i++) {
			content[i] = (byte) i;
		}
		MessageHandler business = (connection, message) -> {
			Upload upload = (Upload) message;
			Path path = directory.resolve(upload.name());
			Files.write(path, upload.content().array());
			connection.send("upload success. save path " + path);
		};
		String answer = "upload success. save path " + directory.resolve("a.bin");
		byte[] binary = ByteBuffer.allocate(10 + content.length)
			.putInt(10 + content.length)
			.put((byte) 5)
			.put(ProxyHeaders.bytes("a.bin"))
			.put(content)
			.array();
		check(new ManualProtocols.BinaryTransfer(), business, binary, ProxyHeaders.bytes(answer));
		assertThat(directory.resolve("a.bin")).hasBinaryContent(content);
		Files.delete(directory.resolve("a.bin"));
		String text = "{\"file_name\":\"a.bin\",\"file_data\":\"%s\"}\n"
			.formatted(Base64.getEncoder().encodeToString(content));
		check(new ManualProtocols.TextTransfer(), business, ProxyHeaders.bytes(text),
				ProxyHeaders.bytes(answer + '\n'));
		assertThat(directory.resolve("a.bin")).hasBinaryContent(content);
	}

}
