package io.workerman.engine.netty;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.workerman.engine.Connection;
import io.workerman.engine.SendResult;
import io.workerman.engine.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The limit of the send buffer to the byte: in each protocol, from the process and from
 * other threads.
 */
class SendLimitTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final List<String> events = Collections.synchronizedList(new ArrayList<>());

	static Stream<Arguments> dialects() {
		return Stream.of(Dialect.TCP, Dialect.TEXT, Dialect.FRAME, Dialect.WEBSOCKET)
			.flatMap((dialect) -> Stream.of(Arguments.of(dialect, true), Arguments.of(dialect, false)));
	}

	/**
	 * The bytes that a message of so many letters takes on the wire.
	 */
	private static int wire(Dialect dialect, int letters) {
		return letters + switch (dialect) {
			case TCP, HTTP -> 0;
			case TEXT -> 1;
			case FRAME -> 4;
			case WEBSOCKET -> (letters < 126) ? 2 : (letters < 65536) ? 4 : 10;
		};
	}

	private static <T> T call(Connection connection, boolean onProcess, Callable<T> task) throws Exception {
		return onProcess ? StartedWorkers.on(connection, task) : task.call();
	}

	@ParameterizedTest
	@MethodSource("dialects")
	@DisplayName("C-20 C-22 C-23 C-24 W-45 W-46 W-47 The limit holds to the byte in each protocol, from any thread")
	void sendWhenAtLimitIsExact(Dialect dialect, boolean onProcess) throws Exception {
		Worker worker = this.workers.start(StartedWorkers.builder(dialect.address())
			.maxSendBufferSize(Integer.MAX_VALUE)
			.onMessage((connection, message) -> connection.attributes().put("ready", true))
			.onBufferFull((connection) -> this.events.add("full"))
			.onBufferDrain((connection) -> this.events.add("drain"))
			.onError((connection, code, message) -> this.events.add(code + " " + message))
			.onClose((connection, reason) -> this.events.add("close")));
		try (TestClient client = TestClient.narrow(worker)) {
			client.send(dialect.hello()).send(dialect.message("ready"));
			Connection connection = StartedWorkers.connection(worker);
			StartedWorkers.await(() -> connection.attributes().containsKey("ready"));
			long before = connection.bytesWritten();
			long accepted = fill(dialect, connection);
			this.events.clear();
			long waiting = connection.sendBufferSize();
			int limit = (int) waiting + 1000;
			connection.maxSendBufferSize(limit);
			for (int letters : new int[] { 0, 1, 125, 126, 300 }) {
				accepted += accept(dialect, connection, onProcess, letters);
			}
			int left = (int) (limit - connection.sendBufferSize()) - 1;
			accepted += accept(dialect, connection, onProcess, left - wire(dialect, left) + left);
			assertThat(connection.sendBufferSize()).isEqualTo(limit - 1);
			assertThat(events(connection)).isEmpty();
			accepted += accept(dialect, connection, onProcess, 70_000);
			assertThat(events(connection)).containsExactly("full");
			assertThat(send(connection, onProcess, 0)).isEqualTo(SendResult.FAILED);
			assertThat(send(connection, onProcess, 100)).isEqualTo(SendResult.FAILED);
			String dropped = Connection.SEND_FAILED + " send buffer full and drop package";
			assertThat(events(connection)).containsExactly("full", dropped, dropped);
			assertThat(connection.bytesWritten() - before + connection.sendBufferSize()).isEqualTo(accepted);
			client.bytes((int) (before + accepted));
			StartedWorkers.await(() -> this.events.contains("drain"));
			assertThat(this.events).containsExactly("full", dropped, dropped, "drain");
			assertThat(worker.statistics().sendFailures()).isEqualTo(2);
			connection.destroy();
			StartedWorkers.await(() -> this.events.contains("close"));
			assertThat(send(connection, false, 1)).isEqualTo(SendResult.FAILED);
			assertThat(worker.statistics().sendFailures()).isEqualTo(2);
		}
	}

	/**
	 * Sends on the process until the operating system takes no more.
	 * @return the bytes that were accepted
	 */
	private static long fill(Dialect dialect, Connection connection) throws Exception {
		return StartedWorkers.on(connection, () -> {
			long accepted = 0;
			while (connection.sendBufferSize() == 0) {
				connection.send("x".repeat(50_000));
				accepted += wire(dialect, 50_000);
			}
			return accepted;
		});
	}

	private static SendResult send(Connection connection, boolean onProcess, int letters) throws Exception {
		return call(connection, onProcess, () -> connection.send("x".repeat(letters)));
	}

	private static int accept(Dialect dialect, Connection connection, boolean onProcess, int letters) throws Exception {
		int size = wire(dialect, letters);
		long waiting = connection.sendBufferSize();
		assertThat(send(connection, onProcess, letters)).isEqualTo(SendResult.QUEUED);
		assertThat(connection.sendBufferSize() - waiting).isEqualTo(size);
		return size;
	}

	/**
	 * The events, when all that other threads have handed over is done.
	 */
	private List<String> events(Connection connection) throws Exception {
		StartedWorkers.on(connection, () -> null);
		return List.copyOf(this.events);
	}

}
