package io.workerman.benchmarks.runner;

import java.util.List;

import io.workerman.benchmarks.Protocol;

/**
 * What servers are given to do.
 *
 * @param name the name
 * @param title what it is
 * @param protocol what is spoken
 * @param load the options of the load generator
 * @param servers who can do it, the one that all are compared with first
 * @param brief whether it belongs to a short run
 * @param processes how many event loops a server has
 */
record Work(String name, String title, Protocol protocol, String load, List<String> servers, boolean brief,
		int processes) {

	/**
	 * The server that all are compared with.
	 */
	static final String BASELINE = "netty";

	private static final List<String> STREAM = List.of(BASELINE, "annotated", "lambda", "gathered", "vertx", "reactor");

	private static final List<String> WEBSOCKET = List.of(BASELINE, "annotated", "lambda", "gathered", "vertx",
			"reactor", "tomcat");

	/**
	 * Tomcat answers what is larger than its buffer in several frames.
	 */
	private static final List<String> LARGE = STREAM;

	private static final List<String> HTTP = List.of(BASELINE, "annotated", "lambda", "vertx", "reactor", "tomcat");

	private static final List<String> BROADCAST = List.of(BASELINE, "annotated", "lambda", "gathered", "vertx",
			"tomcat");

	private static final List<String> DISPATCHES = List.of(BASELINE, "annotated", "virtual", "executor");

	private static final List<String> TRANSPORTS = List.of(BASELINE, "epoll", "io-uring", "nio");

	private static final List<String> ALLOCATORS = List.of(BASELINE, "adaptive", "pooled");

	private static final List<String> PROVIDERS = List.of(BASELINE, "netty-openssl", "annotated", "openssl");

	private static final List<String> ACCEPTING = List.of(BASELINE, "annotated", "dedicated-acceptor", "reuse-port");

	static final List<Work> ALL = List.of(
			new Work("text-1", "text, 32 B, 1 in flight", Protocol.TEXT, "depth=1", STREAM, false),
			new Work("text-16", "text, 32 B, 16 in flight", Protocol.TEXT, "depth=16", STREAM, true),
			new Work("frame-1", "frame, 32 B, 1 in flight", Protocol.FRAME, "depth=1", STREAM, false),
			new Work("frame-16", "frame, 32 B, 16 in flight", Protocol.FRAME, "depth=16", STREAM, true),
			new Work("websocket-1", "websocket, 32 B, 1 in flight", Protocol.WEBSOCKET, "depth=1", WEBSOCKET, false),
			new Work("websocket-16", "websocket, 32 B, 16 in flight", Protocol.WEBSOCKET, "depth=16", WEBSOCKET, true),
			new Work("websocket-1k", "websocket, 1 KiB, 16 in flight", Protocol.WEBSOCKET, "depth=16 size=1024",
					WEBSOCKET, false),
			new Work("websocket-64k", "websocket, 64 KiB, 1 in flight", Protocol.WEBSOCKET, "depth=1 size=65536", LARGE,
					true),
			new Work("http-1", "http, keep-alive", Protocol.HTTP, "depth=1", HTTP, true),
			new Work("http-16", "http, 16 pipelined", Protocol.HTTP, "depth=16", HTTP, true),
			new Work("churn-text", "text, connect, one message, close", Protocol.TEXT, "mode=churn connections=32",
					STREAM, true),
			new Work("churn-websocket", "websocket, connect, one message, close", Protocol.WEBSOCKET,
					"mode=churn connections=32", WEBSOCKET, false),
			new Work("broadcast-1", "broadcast to 1,000 websockets, 1 under way", Protocol.WEBSOCKET,
					"mode=broadcast connections=1000 depth=1", BROADCAST, true),
			new Work("broadcast-8", "broadcast to 1,000 websockets, 8 under way", Protocol.WEBSOCKET,
					"mode=broadcast connections=1000 depth=8", BROADCAST, false),
			new Work("latency-text", "text, 32 B, at half of the rate that Netty reaches", Protocol.TEXT, "rate=half",
					STREAM, false),
			new Work("idle-text", "text, idle connections", Protocol.TEXT, "mode=idle connections=4000", STREAM, false),
			new Work("idle-websocket", "websocket, idle connections", Protocol.WEBSOCKET, "mode=idle connections=4000",
					WEBSOCKET, true),
			new Work("latency-websocket", "websocket, 32 B, at half of the rate that Netty reaches", Protocol.WEBSOCKET,
					"rate=half", WEBSOCKET, false),
			new Work("idle-http", "http, idle connections", Protocol.HTTP, "mode=idle connections=4000", HTTP, false),
			new Work("churn-text-2", "text, connect, one message, close, two processes", Protocol.TEXT,
					"mode=churn connections=32", ACCEPTING, false, 2),
			new Work("churn-websocket-2", "websocket, connect, one message, close, two processes", Protocol.WEBSOCKET,
					"mode=churn connections=32", ACCEPTING, false, 2),
			new Work("tls-1", "text over TLS, 32 B, 1 in flight", Protocol.TEXT, "depth=1 tls=true", PROVIDERS, false),
			new Work("tls-16", "text over TLS, 32 B, 16 in flight", Protocol.TEXT, "depth=16 tls=true", PROVIDERS,
					false),
			new Work("tls-16k", "frames over TLS, 16 KiB, 1 in flight", Protocol.FRAME, "size=16384 tls=true",
					PROVIDERS, false),
			new Work("tls-churn", "text over TLS, connect, one message, close", Protocol.TEXT,
					"mode=churn connections=32 tls=true", PROVIDERS, false),
			new Work("dispatch-1", "text, 32 B, 1 in flight, where methods run", Protocol.TEXT, "depth=1", DISPATCHES,
					false),
			new Work("dispatch-16", "text, 32 B, 16 in flight, where methods run", Protocol.TEXT, "depth=16",
					DISPATCHES, false),
			new Work("transport-1", "text, 32 B, 1 in flight, by transport", Protocol.TEXT, "depth=1", TRANSPORTS,
					false),
			new Work("transport-16", "text, 32 B, 16 in flight, by transport", Protocol.TEXT, "depth=16", TRANSPORTS,
					false),
			new Work("transport-64k", "websocket, 64 KiB, 1 in flight, by transport", Protocol.WEBSOCKET,
					"depth=1 size=65536", TRANSPORTS, false),
			new Work("transport-churn", "text, connect, one message, close, by transport", Protocol.TEXT,
					"mode=churn connections=32", TRANSPORTS, false),
			new Work("allocator-16", "text, 32 B, 16 in flight, by allocator", Protocol.TEXT, "depth=16", ALLOCATORS,
					false),
			new Work("allocator-64k", "websocket, 64 KiB, 1 in flight, by allocator", Protocol.WEBSOCKET,
					"depth=1 size=65536", ALLOCATORS, false));

	Work(String name, String title, Protocol protocol, String load, List<String> servers, boolean brief) {
		this(name, title, protocol, load, servers, brief, 1);
	}

	boolean isIdle() {
		return this.load.contains("mode=idle");
	}

	boolean isPaced() {
		return this.load.contains("rate=half");
	}

	boolean isBroadcast() {
		return this.load.contains("mode=broadcast");
	}

	/**
	 * What its server has to do.
	 */
	String task() {
		if (isBroadcast()) {
			return "broadcast";
		}
		return this.load.contains("tls=true") ? "tls" : "echo";
	}

}
