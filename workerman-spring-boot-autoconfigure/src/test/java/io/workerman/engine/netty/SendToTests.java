package io.workerman.engine.netty;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
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
import io.workerman.engine.SendResult;
import io.workerman.engine.Transport;
import io.workerman.engine.Worker;
import io.workerman.engine.Workers;
import io.workerman.engine.WorkersOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Datagrams to whom nothing was received from.
 */
class SendToTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private static DatagramSocket client(String host) throws Exception {
		DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName(host));
		socket.setSoTimeout(10_000);
		return socket;
	}

	private static String receive(DatagramSocket socket, int port) throws Exception {
		DatagramPacket packet = new DatagramPacket(new byte[65536], 65536);
		socket.receive(packet);
		assertThat(packet.getPort()).isEqualTo(port);
		return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
	}

	@ParameterizedTest
	@CsvSource({ "AUTO, 127.0.0.1, 127.0.0.1, 1, false", "AUTO, [::1], ::1, 1, false",
			"AUTO, [::], 127.0.0.1, 3, false", "AUTO, 0.0.0.0, 127.0.0.1, 3, true",
			"NIO, 127.0.0.1, 127.0.0.1, 1, false", "NIO, [::1], ::1, 2, false", "NIO, [::], 127.0.0.1, 1, false" })
	@DisplayName("S-22 A datagram to an address, from any thread and outside a packet, leaves by the listening socket")
	void sendToWhenNothingWasReceivedLeavesByTheListeningSocket(Transport transport, String host, String client,
			int count, boolean reusePort) throws Exception {
		List<SendResult> results = new CopyOnWriteArrayList<>();
		try (DatagramSocket socket = client(client)) {
			InetSocketAddress target = new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
			Worker worker = this.workers.add(StartedWorkers.builder("udp://" + host + ":0")
				.count(count)
				.reusePort(reusePort)
				.onWorkerStart((process) -> results.add(process.worker().sendTo(target, "started " + process.id())))
				.build());
			Workers all = Workers.of(new WorkersOptions(transport, Map.of(), JsonCodec::standard), List.of(worker));
			all.start();
			for (int id = 0; id < count; id++) {
				assertThat(receive(socket, worker.port())).isEqualTo("started " + id);
			}
			assertThat(results).hasSize(count).doesNotContain(SendResult.FAILED);
			assertThat(worker.sendTo(target, new byte[] { 'a', 'b' })).isIn(SendResult.SENT, SendResult.QUEUED);
			assertThat(receive(socket, worker.port())).isEqualTo("ab");
			StartedWorkers.await(() -> worker.statistics().messagesSent() == count + 1);
			all.stop();
			assertThat(worker.sendTo(target, "late")).isEqualTo(SendResult.FAILED);
		}
	}

	@Test
	@DisplayName("S-22 The protocol of the worker encodes what is sent to an address")
	void sendToWhenTheProtocolHasPackagesIsEncoded() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.builder("udp://127.0.0.1:0").protocol("text"));
		try (DatagramSocket socket = client("127.0.0.1")) {
			worker.sendTo(new InetSocketAddress("127.0.0.1", socket.getLocalPort()), "hello");
			assertThat(receive(socket, worker.port())).isEqualTo("hello\n");
		}
	}

	@Test
	@DisplayName("S-22 What cannot be sent is refused, and a datagram that is too large fails")
	void sendToWhenImpossibleSaysWhy() {
		InetSocketAddress target = new InetSocketAddress("127.0.0.1", 9);
		Worker text = this.workers.start(StartedWorkers.text());
		assertThatIllegalStateException().isThrownBy(() -> text.sendTo(target, "a"))
			.withMessage(
					"Worker 'test' cannot send datagrams: its address is text://127.0.0.1:%d".formatted(text.port())
							+ " (expected: udp://… or unixgram://…)");
		Worker none = this.workers.add(Worker.builder("none").build());
		assertThatIllegalStateException().isThrownBy(() -> none.sendTo(target, "a"))
			.withMessageContaining("its address is none");
		Worker udp = this.workers.start(StartedWorkers.builder("udp://127.0.0.1:0"));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> udp.sendTo(InetSocketAddress.createUnresolved("a.invalid", 9), "a"))
			.withMessageEndingWith("(expected: an IPv4 address with a port)");
		assertThatIllegalArgumentException().isThrownBy(() -> udp.sendTo(new InetSocketAddress("::1", 9), "a"))
			.withMessageEndingWith("(expected: an IPv4 address with a port)");
		assertThatIllegalArgumentException().isThrownBy(() -> udp.sendTo(UnixDomainSocketAddress.of("/a"), "a"))
			.withMessage("target: /a (expected: an IPv4 address with a port)");
		assertThat(udp.sendTo(target, new byte[70_000])).isIn(SendResult.FAILED, SendResult.QUEUED);
		StartedWorkers.await(() -> udp.statistics().sendFailures() == 1);
	}

	@Test
	@DisplayName("S-22 Datagrams that a process does not come to sending fail when the send buffer is full")
	void sendToWhenTheProcessIsBusyIsBounded() throws Exception {
		try (DatagramSocket socket = client("127.0.0.1")) {
			InetSocketAddress target = new InetSocketAddress("127.0.0.1", socket.getLocalPort());
			Worker worker = this.workers
				.start(StartedWorkers.builder("udp://127.0.0.1:0").maxSendBufferSize(64 * 1024));
			StartedWorkers.on(worker.processes().get(0), () -> {
				Thread sender = new Thread(() -> {
					for (int i = 0; i < 1000; i++) {
						worker.sendTo(target, new byte[1024]);
					}
				});
				sender.start();
				sender.join();
				return null;
			});
			StartedWorkers.await(() -> worker.statistics().messagesSent() + worker.statistics().sendFailures() == 1000);
			assertThat(worker.statistics().messagesSent()).isBetween(30L, 64L);
			assertThat(worker.sendTo(target, "again")).isNotEqualTo(SendResult.FAILED);
		}
	}

}
