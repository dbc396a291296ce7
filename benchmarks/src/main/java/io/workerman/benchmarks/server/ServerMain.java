package io.workerman.benchmarks.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

import io.netty.handler.ssl.SslProvider;
import io.netty.util.internal.PlatformDependent;

import io.workerman.benchmarks.Protocol;

/**
 * Runs one server until its standard input ends, so that it never outlives who started
 * it. The line {@code memory} on standard input asks how much it uses after a garbage
 * collection.
 */
public final class ServerMain {

	/**
	 * The serial collector leaves a few dead objects in their place, but not every fourth
	 * time.
	 */
	private static final int COLLECTIONS = 4;

	private static final int ATTEMPTS = 20;

	private static final long PAUSE = 200;

	private static final long TOLERANCE = 20 * 1024;

	private ServerMain() {
	}

	/**
	 * Runs a server.
	 * @param args the name of the server, the protocol, {@code echo}, {@code broadcast}
	 * or {@code tls}, and the number of processes
	 * @throws Exception if it cannot start
	 */
	public static void main(String[] args) throws Exception {
		PrintStream out = System.out;
		System.setOut(System.err);
		int port = server(args[0], Integer.parseInt(args[3]), args[2].equals("tls")).start(Protocol.of(args[1]),
				args[2].equals("broadcast"));
		out.println("port " + port);
		out.flush();
		serve(out);
		Runtime.getRuntime().halt(0);
	}

	private static Server server(String name, int processes, boolean tls) {
		return switch (name) {
			case "annotated" -> tls ? annotatedTls(processes, "jdk") : new AnnotatedServer(processes);
			case "openssl" -> annotatedTls(processes, "openssl");
			case "virtual", "executor" -> new AnnotatedServer(processes, "workerman.listeners.bench.dispatch=" + name);
			case "epoll", "io-uring", "nio" -> new AnnotatedServer(processes, "workerman.transport=" + name);
			case "adaptive", "pooled", "unpooled" -> {
				System.setProperty("io.netty.allocator.type", name);
				yield new AnnotatedServer(processes);
			}
			case "dedicated-acceptor" ->
				new AnnotatedServer(processes, "workerman.listeners.bench.dedicated-acceptor=true");
			case "reuse-port" -> new AnnotatedServer(processes, "workerman.listeners.bench.reuse-port=true");
			case "lambda" -> new LambdaServer();
			case "netty" -> new UsualNettyServer(processes, tls ? SslProvider.JDK : null);
			case "netty-openssl" -> new UsualNettyServer(processes, SslProvider.OPENSSL);
			case "gathered" -> new GatheredNettyServer(processes);
			case "vertx" -> new VertxServer();
			case "reactor" -> new ReactorServer();
			case "tomcat" -> new TomcatServer();
			default -> throw new IllegalArgumentException("server: " + name);
		};
	}

	private static Server annotatedTls(int processes, String provider) {
		String keys = "spring.ssl.bundle.pem.bench.keystore.";
		return new AnnotatedServer(processes, keys + "certificate=classpath:tls/server.crt",
				keys + "private-key=classpath:tls/server.key", "workerman.listeners.bench.ssl.bundle=bench",
				"workerman.listeners.bench.ssl.provider=" + provider);
	}

	private static void serve(PrintStream out) throws IOException, InterruptedException {
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			if (line.equals("memory")) {
				out.println("memory " + settledMemory());
				out.flush();
			}
		}
	}

	/**
	 * The memory in use, when it does not change any more.
	 */
	private static long settledMemory() throws InterruptedException {
		long before = Long.MAX_VALUE;
		long now = memory();
		for (int i = 0; i < ATTEMPTS && Math.abs(before - now) > TOLERANCE; i++) {
			Thread.sleep(PAUSE);
			before = now;
			now = memory();
		}
		return now;
	}

	/**
	 * The bytes on the heap that are reachable, and those that are allocated outside.
	 */
	private static long memory() {
		for (int i = 0; i < COLLECTIONS; i++) {
			System.gc();
		}
		long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)
			.stream()
			.filter((pool) -> pool.getName().equals("direct"))
			.mapToLong(BufferPoolMXBean::getMemoryUsed)
			.sum();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() + direct
				+ Math.max(0, PlatformDependent.usedDirectMemory());
	}

}
