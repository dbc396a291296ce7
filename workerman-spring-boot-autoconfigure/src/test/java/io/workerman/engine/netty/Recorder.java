package io.workerman.engine.netty;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.workerman.engine.Worker;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.client.AsyncTcpConnection;
import io.workerman.engine.client.ClientBuilder;

/**
 * Writes down what happens to a connection that dials out.
 */
final class Recorder {

	private final List<String> events = new CopyOnWriteArrayList<>();

	private final AsyncTcpConnection connection;

	Recorder(AsyncTcpConnection connection) {
		this.connection = connection;
		connection.onConnect((self) -> this.events.add("connect"));
		connection.onWebSocketConnect((self, answer) -> this.events.add("handshake"));
		connection.onMessage((self, message) -> this.events.add("message "
				+ ((message instanceof byte[] bytes) ? new String(bytes, StandardCharsets.UTF_8) : message)));
		connection.onError((self, code, message) -> this.events.add("error " + code + " " + message));
		connection.onClose((self, reason) -> this.events.add("close " + reason.code() + " " + reason.initiator()));
		connection.onBufferFull((self) -> this.events.add("full"));
		connection.onBufferDrain((self) -> this.events.add("drain"));
	}

	static Recorder of(ClientBuilder builder) {
		return new Recorder(builder.build());
	}

	static Recorder of(String address) {
		return of(AsyncTcpConnection.builder(address));
	}

	AsyncTcpConnection connection() {
		return this.connection;
	}

	List<String> events() {
		return this.events;
	}

	void await(String event) {
		StartedWorkers.await(() -> this.events.contains(event));
	}

	void await(int count, String start) {
		StartedWorkers.await(() -> this.events.stream().filter((event) -> event.startsWith(start)).count() >= count);
	}

	long count(String start) {
		return this.events.stream().filter((event) -> event.startsWith(start)).count();
	}

	Recorder connectOn(Worker worker) throws Exception {
		WorkerProcess process = worker.processes().get(0);
		StartedWorkers.on(process, () -> {
			this.connection.connect();
			return null;
		});
		return this;
	}

}
