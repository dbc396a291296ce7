package io.workerman.benchmarks.server;

import java.io.PrintStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;

import io.workerman.annotation.Blocking;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.Connection;
import io.workerman.engine.Worker;
import io.workerman.engine.push.WorkermanTemplate;

/**
 * A node of a cluster, whose clients say who they are and when to push. It ends when its
 * standard input does.
 */
public final class ClusterNode {

	/**
	 * What is pushed.
	 */
	public static final String MESSAGE = "a push of thirty-two characters.";

	private static final int UNDER_WAY = 64;

	private ClusterNode() {
	}

	/**
	 * Runs a node.
	 * @param args the port of Redis
	 * @throws Exception if it cannot start
	 */
	public static void main(String[] args) throws Exception {
		PrintStream out = System.out;
		System.setOut(System.err);
		int port = new SpringApplicationBuilder(Node.class, Commands.class).web(WebApplicationType.NONE)
			.run("--spring.main.banner-mode=off", "--workerman.listeners.bench.address=text://127.0.0.1:0",
					"--workerman.cluster.type=redis", "--spring.data.redis.port=" + args[0])
			.getBean("bench", Worker.class)
			.port();
		out.println("port " + port);
		out.flush();
		while (System.in.read() >= 0) {
			// until it ends
		}
		Runtime.getRuntime().halt(0);
	}

	@EnableAutoConfiguration
	static class Node {

	}

	@WorkerHandler("bench")
	static class Commands {

		private final WorkermanTemplate template;

		Commands(WorkermanTemplate template) {
			this.template = template;
		}

		@OnMessage
		@Blocking
		String command(Connection connection, String line) throws InterruptedException {
			String[] words = line.split(" ");
			if (words[0].equals("uid")) {
				this.template.bindUid(this.template.clientId(connection), words[1]).toCompletableFuture().join();
				return "bound";
			}
			push(Integer.parseInt(words[1]),
					System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Long.parseLong(words[2])));
			return "pushed";
		}

		private void push(int uids, long until) throws InterruptedException {
			Semaphore room = new Semaphore(UNDER_WAY);
			for (int next = 0; System.nanoTime() < until; next = (next + 1) % uids) {
				room.acquire();
				this.template.sendToUid("u" + next, MESSAGE).whenComplete((result, failure) -> room.release());
			}
			room.acquire(UNDER_WAY);
		}

	}

}
