package io.workerman.benchmarks.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import redis.embedded.RedisServer;

import io.workerman.benchmarks.load.PushedLoad;
import io.workerman.benchmarks.load.ServerUsage;
import io.workerman.benchmarks.server.ClusterNode;

/**
 * Measures how many pushes a second reach their clients in a cluster of one, two and
 * three nodes. Every node pushes to clients of all.
 */
public final class PushBenchmarks {

	private static final int MOST_NODES = 3;

	private static final int CLIENTS = 100;

	/**
	 * The nodes share the processors while their code is compiled.
	 */
	private static final int WARM_UP_MILLIS = 3000;

	private final Settings settings;

	private final int redisPort;

	private PushBenchmarks(Settings settings, int redisPort) {
		this.settings = settings;
		this.redisPort = redisPort;
	}

	/**
	 * Measures.
	 * @param settings how much to measure
	 * @throws IOException if a node fails
	 */
	public static void run(Settings settings) throws IOException {
		Files.createDirectories(settings.results());
		System.out.println("Pushes in a cluster");
		int port = Application.freePort();
		RedisServer redis = RedisServer.newRedisServer().port(port).setting("save \"\"").build();
		redis.start();
		try {
			String table = new PushBenchmarks(settings, port).table();
			Files.writeString(settings.results().resolve("push.md"), table);
			System.out.println(table);
		}
		finally {
			redis.stop();
		}
	}

	private String table() throws IOException {
		StringBuilder text = new StringBuilder(
				"| nodes | pushes to clients, 1/s | × one node | CPU of the nodes each, µs |\n|---|---|---|---|\n");
		double one = 0;
		for (int nodes = 1; nodes <= MOST_NODES; nodes++) {
			double[] rateAndMicros = measure(nodes);
			one = (nodes == 1) ? rateAndMicros[0] : one;
			text.append(String.format(Locale.ROOT, "| %d | %,.0f | %.2f | %.1f |%n", nodes, rateAndMicros[0],
					rateAndMicros[0] / one, rateAndMicros[1]));
		}
		return text.toString();
	}

	/**
	 * The medians of pushes a second, and of the processor time for each.
	 */
	private double[] measure(int number) throws IOException {
		List<Child> nodes = new ArrayList<>();
		Path log = this.settings.results().resolve("cluster.log");
		try {
			for (int i = 0; i < number; i++) {
				nodes.add(Child.start("0,1", log, ClusterNode.class.getName(), Integer.toString(this.redisPort)));
			}
			List<Integer> ports = new ArrayList<>();
			for (Child node : nodes) {
				ports.add(Integer.parseInt(node.hear().replace("port ", "")));
			}
			try (PushedLoad load = new PushedLoad(ports, ClusterNode.MESSAGE)) {
				load.connect(CLIENTS);
				load.push((long) (this.settings.warmUp() * WARM_UP_MILLIS * number));
				return rounds(nodes, load);
			}
		}
		finally {
			nodes.forEach(Child::close);
		}
	}

	private double[] rounds(List<Child> nodes, PushedLoad load) throws IOException {
		double[] rates = new double[this.settings.rounds()];
		double[] micros = new double[rates.length];
		for (int i = 0; i < rates.length; i++) {
			long before = cpu(nodes);
			long pushes = load.push((long) (this.settings.seconds() * 1000));
			rates[i] = pushes / this.settings.seconds();
			micros[i] = (cpu(nodes) - before) / 1e3 / pushes;
		}
		return new double[] { Measured.middleOf(rates), Measured.middleOf(micros) };
	}

	private static long cpu(List<Child> nodes) throws IOException {
		long sum = 0;
		for (Child node : nodes) {
			sum += ServerUsage.cpuNanos(node.pid());
		}
		return sum;
	}

}
