package io.workerman.engine.netty;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.workerman.engine.Connection;
import io.workerman.engine.MulticastOptions;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerOptions.Intake;
import io.workerman.engine.WorkerOptions.Intake.Assign;
import io.workerman.engine.WorkerOptions.Proxies.Mode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which process gets a connection.
 */
@Timeout(60)
class AssignTests {

	private static final String HEADER = "PROXY TCP4 192.0.2.7 198.51.100.9 5678 443\r\n";

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	@Test
	@DisplayName("S-12 least-connections fills the process with the fewest")
	void leastConnectionsAreBalanced() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text()
			.count(2)
			.intake(new Intake(false, Assign.LEAST_CONNECTIONS, null, MulticastOptions.NONE, false)));
		List<TestClient> clients = new ArrayList<>();
		for (int i = 1; i <= 6; i++) {
			clients.add(TestClient.of(worker));
			int expected = i;
			StartedWorkers.await(() -> worker.connections().size() == expected);
		}
		for (Connection connection : worker.processes().get(0).connections()) {
			connection.destroy();
		}
		StartedWorkers.await(() -> worker.connections().size() == 3);
		for (int i = 4; i <= 6; i++) {
			clients.add(TestClient.of(worker));
			int expected = i;
			StartedWorkers.await(() -> worker.connections().size() == expected);
		}
		assertThat(worker.processes().get(0).connections()).hasSize(3);
		for (TestClient client : clients) {
			client.close();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "busy", "proxied" })
	@DisplayName("S-12 least-connections counts connections that are not open yet too")
	void burstIsBalanced(String why) throws Exception {
		boolean proxied = why.equals("proxied");
		Worker worker = this.workers.start(StartedWorkers.text()
			.count(2)
			.proxyProtocol(proxied ? Mode.REQUIRED : Mode.NONE)
			.intake(new Intake(false, Assign.LEAST_CONNECTIONS, null, MulticastOptions.NONE, !proxied)));
		CountDownLatch gate = new CountDownLatch(1);
		List<TestClient> clients = new ArrayList<>();
		try {
			connect(clients, worker, 12, proxied);
			StartedWorkers.await(() -> worker.connections().size() == 12);
			List<Connection> leaving = List.copyOf(worker.processes().get(1).connections());
			leaving.forEach(Connection::destroy);
			StartedWorkers.await(() -> worker.connections().size() == 6);
			if (!proxied) {
				worker.processes().forEach((process) -> process.execute(() -> pass(gate)));
			}
			List<TestClient> burst = new ArrayList<>();
			connect(burst, worker, 10, false);
			clients.addAll(burst);
			gate.countDown();
			if (proxied) {
				for (TestClient client : burst) {
					client.send(HEADER);
				}
			}
			StartedWorkers.await(() -> worker.connections().size() == 16);
			assertThat(worker.processes()).allMatch((process) -> process.connections().size() == 8);
		}
		finally {
			gate.countDown();
			for (TestClient client : clients) {
				client.close();
			}
		}
	}

	@Test
	@DisplayName("W-67 a thread of its own accepts while a process is blocked")
	void blockedProcessKeepsNobodyElseWaiting() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text()
			.count(2)
			.intake(new Intake(false, Assign.ROUND_ROBIN, null, MulticastOptions.NONE, true))
			.onMessage(Connection::send));
		CountDownLatch gate = new CountDownLatch(1);
		worker.processes().get(0).execute(() -> pass(gate));
		try (TestClient waiting = TestClient.of(worker); TestClient served = TestClient.of(worker)) {
			waiting.send("a\n");
			assertThat(served.send("b\n").line()).isEqualTo("b");
			assertThat(worker.connections()).hasSize(1);
			assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.contains("workerman-%s-acceptor".formatted(worker.name()));
			gate.countDown();
			assertThat(waiting.line()).isEqualTo("a");
		}
		finally {
			gate.countDown();
		}
		worker.stop();
		StartedWorkers.await(() -> Thread.getAllStackTraces()
			.keySet()
			.stream()
			.noneMatch((thread) -> thread.getName().equals("workerman-%s-acceptor".formatted(worker.name()))));
	}

	private static void connect(List<TestClient> clients, Worker worker, int count, boolean proxied) throws Exception {
		for (int i = 0; i < count; i++) {
			TestClient client = TestClient.of(worker);
			clients.add(client);
			if (proxied) {
				client.send(HEADER);
			}
		}
	}

	private static void pass(CountDownLatch gate) {
		try {
			gate.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	@DisplayName("S-12 ip-hash keeps an address on one process")
	void addressStaysOnItsProcess() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text()
			.count(4)
			.intake(new Intake(false, Assign.IP_HASH, null, MulticastOptions.NONE, false)));
		List<Socket> sockets = new ArrayList<>();
		for (int i = 0; i < 24; i++) {
			Socket socket = new Socket();
			socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0." + (1 + i % 8)), 0));
			socket.connect(new InetSocketAddress("127.0.0.1", worker.port()));
			sockets.add(socket);
		}
		StartedWorkers.await(() -> worker.connections().size() == 24);
		for (int i = 1; i <= 8; i++) {
			String ip = "127.0.0." + i;
			assertThat(worker.connections()).filteredOn((connection) -> connection.remoteIp().equals(ip))
				.hasSize(3)
				.extracting((connection) -> connection.process().id())
				.containsOnly(worker.connections()
					.stream()
					.filter((connection) -> connection.remoteIp().equals(ip))
					.findFirst()
					.orElseThrow()
					.process()
					.id());
		}
		assertThat(worker.processes()).allMatch((process) -> process.connections().size() == 6);
		for (Socket socket : sockets) {
			socket.getOutputStream().write("\n".getBytes(StandardCharsets.UTF_8));
			socket.close();
		}
	}

}
