package io.workerman.autoconfigure;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.Connection;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerOptions.Proxies;
import io.workerman.engine.WorkerOptions.Proxies.Header;
import io.workerman.engine.WorkerOptions.Proxies.Mode;
import io.workerman.engine.WorkerOptions.Proxies.Network;
import io.workerman.engine.protocol.PipelineProtocol;
import io.workerman.peer.Application;
import io.workerman.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Listeners whose protocol or client is not what the socket says.
 */
class ListenerProtocolTests {

	@TempDir
	private Path directory;

	private String failure(String lines) {
		return FailedStart.analysis("workerman:\n  listeners:\n    it:\n" + lines.indent(6), this.directory);
	}

	@Test
	@DisplayName("D12 A listener behind proxies knows them by its properties")
	void proxiesWhenConfiguredAreKnown() {
		try (Application application = Application.run(List.of("workerman.listeners.it.address=text://127.0.0.1:0",
				"workerman.listeners.it.proxy-protocol=optional", "workerman.defaults.trusted-proxies=127.0.0.0/8,::1",
				"workerman.listeners.it.forwarded-headers=x-real-ip"), Echo.class); Peer peer = application.connect()) {
			assertThat(application.bean(Worker.class).options().proxies()).isEqualTo(new Proxies(Mode.OPTIONAL,
					List.of(Network.parse("127.0.0.0/8"), Network.parse("::1")), List.of(Header.X_REAL_IP)));
			assertThat(peer.send("PROXY TCP4 192.0.2.7 192.0.2.8 1 2\r\nhi\n").line()).isEqualTo("hi of 192.0.2.7");
		}
	}

	@Test
	@DisplayName("D12 A proxy that is no network stops the start and names its property")
	void proxyWhenMalformedStopsTheStart() {
		assertThat(failure("""
				trusted-proxies:
				- 10.0.0.0/8
				- 10.0.0.0/33
				""")).contains("workerman.listeners.it.trusted-proxies[1]", "10.0.0.0/33", "/application.yml] - 6:9",
				"'10.0.0.0/33' is no network (expected an IP address or a CIDR range, such as 10.0.0.0/8 or fd00::/8)");
		assertThat(failure("trusted-proxies: ::1, proxy.test")).contains("workerman.listeners.it.trusted-proxies",
				"proxy.test", "/application.yml] - 4:24", "'proxy.test' is no network");
		assertThat(FailedStart.analysis("""
				workerman:
				  defaults:
				    trusted-proxies: [a]
				  listeners:
				    it:
				      count: 1
				""", this.directory)).contains("workerman.defaults.trusted-proxies[0]", "'a' is no network");
	}

	@Test
	@DisplayName("W-24 An unknown protocol stops the start and names the known ones")
	void protocolWhenUnknownStopsTheStart() {
		assertThat(failure("address: tcp://127.0.0.1:0\nprotocol: chat")).isEqualTo("""
				Worker 'it' cannot start: There is no protocol 'chat' (expected one of \
				frame, http, tcp, text, udp, unix, unixgram, websocket)

				    Property: workerman.listeners.it.protocol
				    Value: "chat"
				    Origin: URL [file:/application.yml] - 5:17
				---
				Use one of the schemes, or declare a bean of type Protocol whose name is the scheme.""");
		assertThat(failure("address: udp://127.0.0.1:0\nprotocol: http"))
			.startsWith("Worker 'it' cannot start: The protocol 'http' needs a connection, which udp is not");
	}

	@Test
	@DisplayName("W-24 text over udp: a handler of lines answers datagrams")
	void protocolWhenTextOverUdpIsServed() throws Exception {
		try (Application application = Application.run(
				List.of("workerman.listeners.it.address=udp://127.0.0.1:0", "workerman.listeners.it.protocol=text"),
				Echo.class); DatagramSocket socket = new DatagramSocket()) {
			socket.setSoTimeout(10_000);
			byte[] bytes = "one\r\n".getBytes(StandardCharsets.UTF_8);
			socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getByName("127.0.0.1"),
					application.port("it")));
			DatagramPacket answer = new DatagramPacket(new byte[100], 100);
			socket.receive(answer);
			assertThat(new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8))
				.isEqualTo("one of 127.0.0.1\n");
		}
	}

	@Test
	@DisplayName("W-23 tcp with protocol http gives a handler what http gives it")
	void protocolWhenHttpOverTcpIsServed() {
		try (Application application = Application.run(
				List.of("workerman.listeners.it.address=tcp://127.0.0.1:0", "workerman.listeners.it.protocol=http"),
				Echo.class); Peer peer = application.connect()) {
			peer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi");
			assertThat(peer.line()).startsWith("HTTP/1.1 200");
			String line = peer.line();
			while (!line.equals("\r")) {
				line = peer.line();
			}
			assertThat(peer.text(15)).isEqualTo("hi of 127.0.0.1");
		}
	}

	@Test
	@DisplayName("A pipeline of Netty codecs is a protocol under its bean name")
	void protocolWhenPipelineBeanIsServed() {
		try (Application application = Application.run("words://127.0.0.1:0", Echo.class, Words.class);
				Peer peer = application.connect()) {
			peer.send("\2hi\3you");
			assertThat(peer.text(31)).isEqualTo("hi of 127.0.0.1you of 127.0.0.1");
		}
	}

	@WorkerHandler
	static class Echo {

		@OnMessage
		String say(Connection connection, String message) {
			return message + " of " + connection.remoteIp();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Words {

		@Bean
		PipelineProtocol words() {
			return PipelineProtocol.of("words", () -> List.of(new LengthFieldBasedFrameDecoder(255, 0, 1, 0, 1),
					new StringDecoder(), new StringEncoder()));
		}

	}

}
