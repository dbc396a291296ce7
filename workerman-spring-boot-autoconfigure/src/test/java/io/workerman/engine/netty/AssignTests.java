package io.workerman.engine.netty;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.Connection;
import io.workerman.engine.MulticastOptions;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerOptions.Intake;
import io.workerman.engine.WorkerOptions.Intake.Assign;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which process gets a connection.
 */
@Timeout(60)
class AssignTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	@Test
	@DisplayName("S-12 least-connections fills the process with the fewest")
	void leastConnectionsAreBalanced() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text()
			.count(2)
			.intake(new Intake(false, Assign.LEAST_CONNECTIONS, null, MulticastOptions.NONE)));
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

	@Test
	@DisplayName("S-12 ip-hash keeps an address on one process")
	void addressStaysOnItsProcess() throws Exception {
		Worker worker = this.workers.start(
				StartedWorkers.text().count(4).intake(new Intake(false, Assign.IP_HASH, null, MulticastOptions.NONE)));
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
