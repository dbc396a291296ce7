package io.workerman.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;

import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;
import io.workerman.autoconfigure.cluster.WorkermanPushAutoConfiguration;
import io.workerman.autoconfigure.cluster.WorkermanRedisClusterAutoConfiguration;
import io.workerman.engine.Connection;
import io.workerman.engine.push.WorkermanTemplate;
import io.workerman.peer.Application;

/**
 * A node in a JVM of its own, whose clients say what it is to do.
 */
public final class ClusterProcess {

	private static final String PORT = "listens on port ";

	private final Process process;

	private final int port;

	private ClusterProcess(Process process, int port) {
		this.process = process;
		this.port = port;
	}

	static ClusterProcess start(int redisPort) throws IOException {
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		Process process = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-Xmx192m",
				"-XX:TieredStopAtLevel=1", "-cp", classPath, ClusterProcess.class.getName(),
				Integer.toString(redisPort))
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		BufferedReader out = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
		for (String line = out.readLine(); line != null; line = out.readLine()) {
			if (line.startsWith(PORT)) {
				drain(out);
				return new ClusterProcess(process, Integer.parseInt(line.substring(PORT.length())));
			}
		}
		throw new IOException("The node has not started");
	}

	private static void drain(BufferedReader out) {
		Thread reader = new Thread(() -> {
			try {
				while (out.readLine() != null) {
					Thread.onSpinWait();
				}
			}
			catch (IOException ex) {
				Thread.currentThread().interrupt();
			}
		}, "node output");
		reader.setDaemon(true);
		reader.start();
	}

	int port() {
		return this.port;
	}

	void signal(String signal) throws Exception {
		new ProcessBuilder("kill", "-" + signal, Long.toString(this.process.pid())).start().waitFor();
	}

	void close() throws Exception {
		this.process.destroyForcibly();
		this.process.waitFor(10, TimeUnit.SECONDS);
	}

	public static void main(String[] arguments) {
		Application application = Application.run(
				List.of("workerman.listeners.it.address=text://127.0.0.1:0", "workerman.listeners.it.count=2",
						"workerman.cluster.type=redis", "workerman.cluster.lease=2s", "workerman.cluster.timeout=2s",
						"spring.data.redis.port=" + arguments[0]),
				Commands.class, DataRedisAutoConfiguration.class, DataRedisReactiveAutoConfiguration.class,
				WorkermanRedisClusterAutoConfiguration.class, WorkermanPushAutoConfiguration.class);
		System.out.println(PORT + application.port("it"));
	}

	/**
	 * What a client can ask.
	 */
	@WorkerHandler
	static class Commands {

		private final WorkermanTemplate template;

		Commands(WorkermanTemplate template) {
			this.template = template;
		}

		@OnMessage
		CompletionStage<String> command(Connection connection, String line) {
			String[] words = line.split(" ", 3);
			String id = this.template.clientId(connection);
			CompletionStage<?> done = switch (words[0]) {
				case "uid" -> this.template.bindUid(id, words[1]);
				case "join" -> this.template.joinGroup(id, words[1]);
				case "leave" -> this.template.leaveGroup(id, words[1]);
				case "to-uid" -> this.template.sendToUid(words[1], words[2]);
				case "to-groups" -> this.template.sendToGroups(List.of(words[1].split(",")), words[2]);
				case "to-all" -> this.template.excluding(id).sendToAll(words[2]);
				case "online" -> this.template.queries().isUidOnline(words[1]);
				case "count" -> this.template.queries().clientCount();
				default -> throw new IllegalArgumentException(line);
			};
			return done.thenApply((result) -> "ack " + result);
		}

	}

}
