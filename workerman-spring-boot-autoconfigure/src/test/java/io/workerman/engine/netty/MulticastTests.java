package io.workerman.engine.netty;

import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.workerman.engine.JsonCodec;
import io.workerman.engine.MulticastOptions;
import io.workerman.engine.Transport;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerStartException;
import io.workerman.engine.Workers;
import io.workerman.engine.WorkersOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Multicast groups.
 */
class MulticastTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final List<String> received = new CopyOnWriteArrayList<>();

	private static String loopback() throws Exception {
		return NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()).getName();
	}

	private static String say(String host, int port, String text) throws Exception {
		try (MulticastSocket socket = new MulticastSocket()) {
			socket.setNetworkInterface(NetworkInterface.getByName(loopback()));
			socket.setTimeToLive(0);
			socket.setSoTimeout(500);
			byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
			socket.send(new DatagramPacket(bytes, bytes.length, new InetSocketAddress(host, port)));
			DatagramPacket answer = new DatagramPacket(new byte[100], 100);
			try {
				socket.receive(answer);
			}
			catch (SocketTimeoutException ex) {
				return "";
			}
			return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
		}
	}

	@ParameterizedTest
	@CsvSource({ "AUTO, 1, false", "AUTO, 3, true", "NIO, 1, false", "NIO, 2, true" })
	@DisplayName("S-35 A worker receives what is sent to a group that it has joined, once, and answers the sender")
	void datagramWhenSentToTheGroupIsReceivedOnce(Transport transport, int count, boolean reusePort) throws Exception {
		Worker worker = this.workers.add(StartedWorkers.builder("udp://0.0.0.0:0")
			.count(count)
			.reusePort(reusePort)
			.intake(MulticastOptions.of("239.1.2.3", "239.1.2.4").on(loopback()).intake())
			.onMessage((connection, message) -> {
				String text = new String((byte[]) message, StandardCharsets.UTF_8);
				this.received.add(text);
				connection.send("got " + text);
			})
			.build());
		Workers all = Workers.of(new WorkersOptions(transport, Map.of(), JsonCodec::standard), List.of(worker));
		all.start();
		assertThat(say("239.1.2.3", worker.port(), "one")).isEqualTo("got one");
		assertThat(say("239.1.2.4", worker.port(), "two")).isEqualTo("got two");
		assertThat(say("127.0.0.1", worker.port(), "three")).isEqualTo("got three");
		assertThat(this.received).containsExactly("one", "two", "three");
		all.stop();
	}

	@Test
	@DisplayName("S-35 Groups and interfaces that cannot be are refused with what was expected")
	void optionsWhenImpossibleSayWhatIsExpected() {
		for (String wrong : List.of("10.0.0.1", "example.org")) {
			assertThatIllegalArgumentException().isThrownBy(() -> MulticastOptions.of("239.1.2.3", wrong))
				.withMessage("'%s' is no multicast group (expected: 224.0.0.0..239.255.255.255, or IPv6 ff00::/8)"
					.formatted(wrong));
		}
		assertThatIllegalArgumentException().isThrownBy(() -> MulticastOptions.of("ff02::1").on("nope0"))
			.withMessageStartingWith("There is no network interface 'nope0' (expected one of [");
		Worker text = this.workers.add(StartedWorkers.text().intake(MulticastOptions.of("239.1.2.3").intake()).build());
		assertThatExceptionOfType(WorkerStartException.class).isThrownBy(text::start)
			.withMessageEndingWith("Only a udp address can join multicast groups");
		Worker v4 = this.workers
			.add(StartedWorkers.builder("udp://0.0.0.0:0").intake(MulticastOptions.of("ff02::1234").intake()).build());
		assertThatExceptionOfType(WorkerStartException.class).isThrownBy(v4::start)
			.withMessageEndingWith(
					"The IPv6 group ff02::1234 cannot be joined on an IPv4 address (expected: udp://[::]:port)");
		this.workers.start(StartedWorkers.builder("udp://0.0.0.0:0"));
	}

}
