package io.workerman.benchmarks.server;

import java.util.concurrent.CompletableFuture;

import io.workerman.benchmarks.Protocol;
import io.workerman.engine.MessageHandler;
import io.workerman.engine.Worker;
import io.workerman.engine.Workers;

/**
 * This library through a lambda, without Spring.
 */
final class LambdaServer implements Server {

	@Override
	public int start(Protocol protocol, boolean broadcast) {
		CompletableFuture<Integer> port = new CompletableFuture<>();
		Worker worker = Worker.builder("bench")
			.listen(protocol + "://0.0.0.0:0")
			.onWorkerStart((process) -> port.complete(process.worker().port()))
			.onMessage(handler(protocol, broadcast))
			.build();
		Thread runner = new Thread(() -> Workers.runAll(worker), "workers");
		runner.setDaemon(true);
		runner.start();
		return port.join();
	}

	private static MessageHandler handler(Protocol protocol, boolean broadcast) {
		if (broadcast) {
			return (connection, message) -> connection.worker().broadcast(message);
		}
		return (protocol == Protocol.HTTP) ? (connection, message) -> connection.send(HELLO)
				: (connection, message) -> connection.send(message);
	}

}
