package io.workerman.sample;

import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import io.workerman.test.LocalWorkermanPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the other listeners of the sample, with real sockets.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ListenersTests {

	@Test
	void chatServesItsPage(@LocalWorkermanPort("chat") int port) {
		RestTestClient client = RestTestClient.bindToServer().baseUrl("http://127.0.0.1:" + port).build();
		client.get()
			.uri("/")
			.exchangeSuccessfully()
			.expectHeader()
			.contentTypeCompatibleWith(MediaType.TEXT_HTML)
			.expectBody(String.class)
			.value((page) -> assertThat(page).contains("${location.host}").doesNotContain("{{"));
		client.get().uri("/other").exchange().expectStatus().isNotFound();
	}

	@Test
	void webSendsTheTimeAsEvents(@LocalWorkermanPort("web") int port) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/events")).build();
		HttpResponse<InputStream> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream());
		assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
		try (BufferedReader events = new BufferedReader(
				new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
			for (int i = 0; i < 2; i++) {
				assertThat(events.readLine()).isEqualTo("event: tick");
				assertThat(events.readLine()).matches("data: \\d\\d:\\d\\d:\\d\\d");
				assertThat(events.readLine()).isEmpty();
			}
		}
	}

	@Test
	void webTakesLargeFiles(@LocalWorkermanPort("web") int port) throws Exception {
		byte[] content = new byte[20_000_000];
		byte[] start = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n\r\n"
			.getBytes(StandardCharsets.US_ASCII);
		byte[] end = "\r\n--x--\r\n".getBytes(StandardCharsets.US_ASCII);
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/upload"))
			.header("Content-Type", "multipart/form-data; boundary=x")
			.POST(BodyPublishers.ofByteArrays(List.of(start, content, end)))
			.build();
		HttpResponse<String> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
		assertThat(response.body()).isEqualTo("[{\"name\":\"a.bin\",\"size\":20000000}]");
	}

	@Test
	void echoAnswersEachFrame(@LocalWorkermanPort("echo") int port) throws Exception {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			socket.setSoTimeout(10_000);
			DataOutputStream out = new DataOutputStream(socket.getOutputStream());
			DataInputStream in = new DataInputStream(socket.getInputStream());
			for (String message : new String[] { "hello", "", "again" }) {
				byte[] payload = message.getBytes(StandardCharsets.UTF_8);
				out.writeInt(4 + payload.length);
				out.write(payload);
				byte[] answer = new byte[in.readInt() - 4];
				in.readFully(answer);
				assertThat(answer).isEqualTo(payload);
			}
		}
	}

	@Test
	void clockAnswersAnyDatagramWithTheTime(@LocalWorkermanPort("clock") int port) throws Exception {
		try (DatagramSocket socket = new DatagramSocket()) {
			socket.setSoTimeout(10_000);
			socket.send(new DatagramPacket(new byte[] { '?' }, 1, InetAddress.getLoopbackAddress(), port));
			DatagramPacket answer = new DatagramPacket(new byte[100], 100);
			socket.receive(answer);
			String time = new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
			assertThat(OffsetDateTime.parse(time)).isBetween(OffsetDateTime.now(ZoneId.systemDefault()).minusMinutes(1),
					OffsetDateTime.now(ZoneId.systemDefault()));
		}
	}

	@Test
	void jsonAnswersEachLine(@LocalWorkermanPort("json") int port) throws Exception {
		try (Terminal terminal = new Terminal(port)) {
			terminal.type("{\"hello\":\"world\"}\nhello\n{}");
			assertThat(terminal.read()).isEqualTo("{\"code\":0,\"msg\":\"ok\"}");
			assertThat(terminal.read()).isEqualTo("{\"code\":400,\"msg\":\"not JSON\"}");
			assertThat(terminal.read()).isEqualTo("{\"code\":0,\"msg\":\"ok\"}");
		}
	}

	@Test
	void actuatorShowsTheWorkers(@LocalServerPort int port) {
		RestTestClient client = RestTestClient.bindToServer().baseUrl("http://127.0.0.1:" + port + "/actuator").build();
		client.get()
			.uri("/workerman")
			.exchangeSuccessfully()
			.expectBody()
			.jsonPath("$.workers[*].name")
			.value((names) -> assertThat(names).asInstanceOf(InstanceOfAssertFactories.LIST)
				.containsExactlyInAnyOrder("web", "chat", "telnet", "echo", "clock", "json"))
			.jsonPath("$.workers[?(@.name == 'chat')].count")
			.isEqualTo(2);
		client.get()
			.uri("/health")
			.exchangeSuccessfully()
			.expectBody()
			.jsonPath("$.components.workerman.status")
			.isEqualTo("UP");
		client.get()
			.uri("/metrics/workerman.connections.active?tag=worker:chat")
			.exchangeSuccessfully()
			.expectBody()
			.jsonPath("$.measurements[0].value")
			.isNumber();
	}

}
