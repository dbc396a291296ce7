package io.workerman.engine.netty;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.workerman.engine.Connection;
import io.workerman.engine.DispatchOptions;
import io.workerman.engine.SendResult;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Datagrams.
 */
class DatagramTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final List<String> events = new CopyOnWriteArrayList<>();

	private static WorkerBuilder udp() {
		return StartedWorkers.builder("udp://127.0.0.1:0");
	}

	private static DatagramSocket client() throws Exception {
		DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
		socket.setSoTimeout(10_000);
		return socket;
	}

	private static void send(DatagramSocket socket, Worker worker, byte[] bytes) throws Exception {
		socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getByName("127.0.0.1"), worker.port()));
	}

	private static byte[] receive(DatagramSocket socket) throws Exception {
		DatagramPacket packet = new DatagramPacket(new byte[65536], 65536);
		socket.receive(packet);
		return Arrays.copyOf(packet.getData(), packet.getLength());
	}

	private static String ask(DatagramSocket socket, Worker worker, String text) throws Exception {
		send(socket, worker, text.getBytes(StandardCharsets.UTF_8));
		return new String(receive(socket), StandardCharsets.UTF_8);
	}

	@Test
	@DisplayName("Off the loop the datagrams of one sender keep their order, and senders do not wait for each other")
	void datagramsWhenOffTheLoopKeepTheOrderOfTheirSender() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		ExecutorService pool = Executors.newFixedThreadPool(64);
		try {
			Worker worker = this.workers.start(udp().dispatch(DispatchOptions.on(pool).withMaxPendingMessages(100))
				.onMessage((connection, message) -> {
					String text = new String((byte[]) message, StandardCharsets.UTF_8);
					if (text.equals("wait")) {
						assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
					}
					assertThat(connection.process().inProcess()).isFalse();
					connection.send(text);
				}));
			try (DatagramSocket waiting = client()) {
				send(waiting, worker, "wait".getBytes(StandardCharsets.UTF_8));
				for (int i = 0; i < 50; i++) {
					send(waiting, worker, String.valueOf(i).getBytes(StandardCharsets.UTF_8));
				}
				for (int sender = 0; sender < 20 && this.events.isEmpty(); sender++) {
					// another sender may share the lane, but not all of them
					try (DatagramSocket other = client()) {
						other.setSoTimeout(500);
						this.events.add(ask(other, worker, "go"));
					}
					catch (SocketTimeoutException ex) {
						// the next one
					}
				}
				assertThat(this.events).containsExactly("go");
				gate.countDown();
				assertThat(new String(receive(waiting), StandardCharsets.UTF_8)).isEqualTo("wait");
				for (int i = 0; i < 50; i++) {
					assertThat(new String(receive(waiting), StandardCharsets.UTF_8)).isEqualTo(String.valueOf(i));
				}
			}
			assertThat(worker.statistics().messagesReceived()).isGreaterThanOrEqualTo(52);
		}
		finally {
			gate.countDown();
			pool.shutdownNow();
		}
	}

	@Test
	@DisplayName("P-50 Each datagram is a message, send answers its sender, and nothing opens or closes")
	void datagramWhenReceivedIsAMessage() throws Exception {
		Worker worker = this.workers.start(udp().onConnect((connection) -> this.events.add("connect"))
			.onClose((connection, reason) -> this.events.add("close"))
			.onMessage((connection, message) -> {
				assertThat(message).isInstanceOf(byte[].class);
				this.events.add(String.valueOf(connection.send(message)));
				connection.send(connection.remoteIp() + ":" + connection.remotePort());
			}));
		try (DatagramSocket client = client()) {
			assertThat(ask(client, worker, "hello")).isEqualTo("hello");
			assertThat(new String(receive(client), StandardCharsets.UTF_8))
				.isEqualTo("127.0.0.1:" + client.getLocalPort());
			byte[] largest = new byte[65507];
			send(client, worker, largest);
			assertThat(receive(client)).hasSize(largest.length);
			assertThat(receive(client)).startsWith('1', '2', '7');
			assertThat(ask(client, worker, "")).startsWith("127.0.0.1:");
		}
		assertThat(this.events).containsOnly("SENT");
		assertThat(worker.connections()).isEmpty();
		StartedWorkers.await(() -> worker.statistics().messagesReceived() == 3);
		assertThat(worker.statistics().opened()).isZero();
		assertThat(worker.protocol()).isEqualTo("udp");
	}

	@ParameterizedTest
	@CsvSource({ "1, false", "4, false", "4, true" })
	@DisplayName("P-50 The datagrams of one sender stay on one process, whatever the number of processes")
	void datagramWhenManyProcessesStaysOnOne(int count, boolean reusePort) throws Exception {
		Worker worker = this.workers.start(udp().count(count).reusePort(reusePort).onMessage((connection, message) -> {
			assertThat(connection.process().inProcess()).isTrue();
			connection.send(String.valueOf(connection.process().id()));
		}));
		Set<String> used = new HashSet<>();
		for (int i = 0; i < 20; i++) {
			try (DatagramSocket client = client()) {
				String process = ask(client, worker, "a");
				used.add(process);
				for (int j = 0; j < 5; j++) {
					assertThat(ask(client, worker, "b")).isEqualTo(process);
				}
			}
		}
		assertThat(used.size()).isEqualTo((count == 1) ? 1 : used.size()).isGreaterThan((count == 1) ? 0 : 1);
		StartedWorkers.await(() -> worker.statistics().messagesSent() == 120);
		assertThat(worker.statistics().messagesReceived()).isEqualTo(120);
		assertThat(worker.statistics().exceptions()).isZero();
	}

	@Test
	@DisplayName("P-50 A sender may be answered later and from any thread, until it is closed")
	void sendWhenLaterAnswersTheSender() throws Exception {
		List<Connection> senders = new CopyOnWriteArrayList<>();
		Worker worker = this.workers.start(udp().onMessage((connection, message) -> senders.add(connection)));
		try (DatagramSocket client = client()) {
			send(client, worker, new byte[] { 1 });
			StartedWorkers.await(() -> senders.size() == 1);
			assertThat(senders.get(0).send("later")).isNotEqualTo(SendResult.FAILED);
			assertThat(receive(client)).isEqualTo("later".getBytes(StandardCharsets.UTF_8));
			assertThat(StartedWorkers.on(senders.get(0), () -> senders.get(0).send(new byte[70_000])))
				.isEqualTo(SendResult.FAILED);
			senders.get(0).close("bye");
			assertThat(receive(client)).isEqualTo("bye".getBytes(StandardCharsets.UTF_8));
			assertThat(senders.get(0).send("late")).isEqualTo(SendResult.FAILED);
		}
		assertThat(worker.statistics().sendFailures()).isOne();
		worker.stop();
		assertThat(senders.get(0).send("late")).isEqualTo(SendResult.FAILED);
	}

	@Test
	@DisplayName("W-50 A handler that throws costs one datagram")
	void handlerWhenThrowingCostsOneDatagram() throws Exception {
		Worker worker = this.workers
			.start(udp().onFailure((connection, failure) -> this.events.add(failure.getMessage()))
				.onMessage((connection, message) -> {
					if (((byte[]) message).length == 3) {
						throw new IllegalStateException("three");
					}
					connection.send(message);
				}));
		try (DatagramSocket client = client()) {
			send(client, worker, new byte[3]);
			assertThat(ask(client, worker, "four")).isEqualTo("four");
		}
		assertThat(this.events).containsExactly("three");
	}

}
