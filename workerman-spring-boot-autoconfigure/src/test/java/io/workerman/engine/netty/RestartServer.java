package io.workerman.engine.netty;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.workerman.engine.Worker;
import io.workerman.engine.Workers;

/**
 * A server in a JVM of its own, which shares its port with others. It says when it
 * listens, and how many requests it has handled when all connections are closed.
 */
public final class RestartServer {

	static final String LISTENING = "listening";

	static final String HANDLED = "handled ";

	private RestartServer() {
	}

	/**
	 * Runs until the JVM is asked to end.
	 * @param arguments the port
	 */
	public static void main(String[] arguments) {
		AtomicLong handled = new AtomicLong();
		long pid = ProcessHandle.current().pid();
		Worker worker = Worker.builder("restart")
			.listen("text://127.0.0.1:" + arguments[0])
			.count(2)
			.reusePort(true)
			.stopTimeout(Duration.ofSeconds(10))
			.onMessage((connection, message) -> {
				handled.incrementAndGet();
				connection.send(pid + " " + message);
			})
			.build();
		worker.addListener(new Worker.LifecycleListener() {
			@Override
			public void started(Worker started) {
				say(LISTENING);
			}

			@Override
			public void stopped(Worker stopped) {
				say(HANDLED + handled.get());
			}
		});
		Workers.runAll(worker);
	}

	private static void say(String line) {
		System.out.println(line);
		System.out.flush();
	}

}
