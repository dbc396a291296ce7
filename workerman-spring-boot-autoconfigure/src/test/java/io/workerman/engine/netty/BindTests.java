package io.workerman.engine.netty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.workerman.engine.Connection;
import io.workerman.engine.Transport;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerStartException;
import io.workerman.engine.WorkerStartException.Problem;
import io.workerman.engine.Workers;
import io.workerman.engine.WorkersOptions;
import io.workerman.engine.netty.transport.Sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Addresses, and what can be wrong with them.
 */
class BindTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	@TempDir
	private Path directory;

	private Worker echo(String address) {
		return this.workers.start(StartedWorkers.builder(address).onMessage(Connection::send));
	}

	private void assertEcho(String host, int port) throws IOException {
		try (TestClient client = TestClient.of(host, port)) {
			assertThat(client.send("hi\n").line()).isEqualTo("hi");
		}
	}

	private void assertFails(String address, Problem problem, String message) {
		Worker worker = this.workers.add(StartedWorkers.builder(address).count(2).build());
		assertThatExceptionOfType(WorkerStartException.class).isThrownBy(worker::start).satisfies((ex) -> {
			assertThat(ex.problem()).isEqualTo(problem);
			assertThat(ex.address()).isEqualTo(address);
		}).withMessage(message);
		assertThat(worker.state()).isEqualTo(Worker.State.STOPPED);
	}

	@Test
	@DisplayName("W-08 0.0.0.0 is all of IPv4 and nothing of IPv6")
	void bindWhenIpv4IsNoIpv6() throws Exception {
		Worker worker = echo("text://0.0.0.0:0");
		assertThat(worker.address()).isEqualTo("text://0.0.0.0:" + worker.port());
		assertEcho("127.0.0.1", worker.port());
		assertThatIOException().isThrownBy(() -> TestClient.of("::1", worker.port()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "text://[::]:0", "text://:::0" })
	@DisplayName("W-08 D17 [::] and ::: are IPv6 and IPv4 both")
	void bindWhenDualStackIsBoth(String address) throws Exception {
		Worker worker = echo(address);
		assertThat(worker.address()).isEqualTo("text://[::]:" + worker.port());
		assertEcho("127.0.0.1", worker.port());
		assertEcho("::1", worker.port());
	}

	@Test
	@DisplayName("W-08 A loopback address is reachable as itself, IPv6 too, and shown without brackets")
	void bindWhenIpv6LoopbackShowsShortAddresses() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.builder("text://[::1]:0")
			.onMessage((connection, message) -> connection.send(connection.remoteIp() + " " + connection.localIp())));
		try (TestClient client = TestClient.of("::1", worker.port())) {
			assertThat(client.send("?\n").line()).isEqualTo("::1 ::1");
		}
		assertThatIOException().isThrownBy(() -> TestClient.of("127.0.0.1", worker.port()));
	}

	@Test
	@DisplayName("W-09 A port in use stops the start")
	void bindWhenPortIsInUseFails() throws Exception {
		try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			String address = "text://127.0.0.1:" + other.getLocalPort();
			assertFails(address, Problem.ADDRESS_IN_USE,
					"Worker 'test' cannot listen on " + address + ": Address already in use");
		}
	}

	@Test
	@DisplayName("W-09 An address that is not local stops the start")
	void bindWhenAddressIsNotLocalFails() {
		assertFails("text://192.0.2.1:0", Problem.ADDRESS_NOT_LOCAL,
				"Worker 'test' cannot listen on text://192.0.2.1:0: Cannot assign requested address");
	}

	@Test
	@DisplayName("W-09 A privileged port stops the start of a user who is not root")
	void bindWhenPortIsPrivilegedFails() {
		try (ServerSocket probe = new ServerSocket()) {
			probe.bind(new InetSocketAddress("127.0.0.1", 81));
			Assumptions.abort("This user may listen on any port");
		}
		catch (IOException ex) {
			assertFails("text://127.0.0.1:81", Problem.PERMISSION_DENIED,
					"Worker 'test' cannot listen on text://127.0.0.1:81: Permission denied");
		}
	}

	@Test
	@DisplayName("W-09 Two workers of one port stop the start before anything is bound")
	void startWhenTwoWorkersShareAPortFails() throws Exception {
		int port;
		try (ServerSocket free = new ServerSocket(0)) {
			port = free.getLocalPort();
		}
		Worker one = Worker.builder("one").listen("text://127.0.0.1:" + port).build();
		Worker two = Worker.builder("two").listen("frame://0.0.0.0:" + port).build();
		Workers all = Workers.of(WorkersOptions.DEFAULTS, List.of(one, two));
		assertThatExceptionOfType(WorkerStartException.class).isThrownBy(all::start)
			.satisfies((ex) -> assertThat(ex.problem()).isEqualTo(Problem.ADDRESS_CONFLICT))
			.withMessage("Worker 'two' cannot listen on frame://0.0.0.0:%1$d: worker 'one' listens on "
					+ "text://127.0.0.1:%1$d (Address already in use)", port);
		assertThat(all.isRunning()).isFalse();
	}

	@Test
	@DisplayName("W-06 W-07 An unknown scheme stops the start and names the known ones")
	void startWhenSchemeIsUnknownFails() {
		assertFails("ws://127.0.0.1:0", Problem.UNKNOWN_PROTOCOL,
				"Worker 'test' cannot start: No protocol has the scheme 'ws' (expected one of frame, http, tcp, text, udp, "
						+ "unix, unixgram, websocket); 'ws' is what clients dial, a listener has 'websocket'");
	}

	@Test
	@DisplayName("W-04 A unix socket echoes, has no addresses to show, and its file is gone after the stop")
	void unixWhenStoppedRemovesItsFile() throws Exception {
		Path path = this.directory.resolve("echo.sock");
		Worker worker = this.workers.start(StartedWorkers.builder("unix://" + path).onMessage((connection, message) -> {
			connection.send(message);
			connection.close("<" + connection.remoteIp() + connection.remotePort() + connection.localPort() + ">");
		}));
		try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
			client.write(ByteBuffer.wrap("raw".getBytes(StandardCharsets.UTF_8)));
			ByteBuffer in = ByteBuffer.allocate(100);
			while (client.read(in) >= 0) {
				assertThat(in.hasRemaining()).isTrue();
			}
			assertThat(new String(in.array(), 0, in.position(), StandardCharsets.UTF_8)).isEqualTo("raw<00>");
		}
		assertThat(worker.port()).isEqualTo(-1);
		worker.stop();
		assertThat(path).doesNotExist();
	}

	@Test
	@DisplayName("W-04 A socket file that was left behind is replaced, one that is in use is not")
	void unixWhenFileIsStaleReplacesIt() throws Exception {
		Path path = this.directory.resolve("stale.sock");
		ServerSocketChannel crashed = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		crashed.bind(UnixDomainSocketAddress.of(path));
		String address = "unix://" + path;
		assertFails(address, Problem.ADDRESS_IN_USE,
				"Worker 'test' cannot listen on " + address + ": Address already in use");
		assertThat(path).exists();
		crashed.close();
		assertThat(path).exists();
		echo(address).stop();
		Files.writeString(path, "precious");
		assertFails(address, Problem.ADDRESS_IN_USE,
				"Worker 'test' cannot listen on " + address + ": Address already in use");
		assertThat(path).hasContent("precious");
	}

	@ParameterizedTest
	@EnumSource(value = Transport.class, names = { "NIO", "EPOLL", "IO_URING" })
	@DisplayName("Each transport echoes, is pushed back by a slow reader, closes and stops")
	void transportWhenForcedWorks(Transport transport) throws Exception {
		Assumptions.assumeTrue(Sockets.unavailability(transport) == null, "not available here");
		byte[] big = new byte[20_000_000];
		Arrays.fill(big, (byte) 'x');
		Worker worker = this.workers.add(StartedWorkers.text().count(2).onMessage((connection, message) -> {
			if (message.equals("big")) {
				connection.send(big);
				connection.close("bye");
			}
			else {
				connection.send(message);
			}
		}).maxSendBufferSize(50_000_000).build());
		Workers all = Workers.of(new WorkersOptions(transport, WorkersOptions.DEFAULTS.protocols(),
				WorkersOptions.DEFAULTS.json(), 0, WorkersOptions.DEFAULT_BLOCKED_LOOP_THRESHOLD), List.of(worker));
		all.start();
		assertThat(all.transport()).isEqualTo(transport);
		try (TestClient client = TestClient.narrow(worker); TestClient reset = TestClient.of(worker)) {
			assertThat(client.send("hi\n").line()).isEqualTo("hi");
			assertThat(reset.send("hi\n").line()).isEqualTo("hi");
			reset.reset();
			StartedWorkers.await(() -> worker.statistics().closedByNetwork() == 1);
			client.send("big\nnever\n").finish();
			assertThat(client.rest().length).isEqualTo(big.length + 5);
		}
		StartedWorkers.await(() -> worker.connections().isEmpty());
		assertThat(worker.statistics().bytesSent()).isEqualTo(big.length + 11);
		assertThat(worker.statistics().sendFailures()).isZero();
		all.stop();
		assertThat(worker.state()).isEqualTo(Worker.State.STOPPED);
	}

}
