package io.workerman.architecture;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which package may import which. A new package or a new arrow is a new line here, and
 * the same line in the documentation.
 */
final class PackageArrows {

	private static final Map<String, List<String>> ARROWS = new TreeMap<>();

	static {
		arrows("engine");
		arrows("engine.protocol", "engine");
		arrows("engine.proxy", "engine");
		arrows("engine.http", "engine", "engine.http..", "engine.http2", "engine.proxy");
		arrows("engine.http2", "engine", "engine.http.parser", "engine.protocol");
		arrows("engine.http.parser");
		arrows("engine.http.form", "engine", "engine.http.parser");
		arrows("engine.http.files", "engine.http.parser");
		arrows("engine.websocket", "engine", "engine.http", "engine.http.parser");
		arrows("engine.client", "engine", "engine.http.parser", "engine.protocol", "engine.websocket");
		arrows("engine.push", "engine");
		arrows("engine.cluster", "engine", "engine.push", "engine.websocket");
		arrows("engine.task", "engine");
		arrows("engine.netty", "engine..");
		arrows("engine.netty.transport", "engine");
		arrows("engine.netty.admission", "engine");
		arrows("engine.netty.callback", "engine", "engine.websocket");
		arrows("engine.netty.tls", "engine", "engine.client", "engine.protocol");
		arrows("engine.netty.dial", "engine", "engine.client", "engine.netty.tls", "engine.netty.transport");
		arrows("engine.netty.flow", "engine");
		arrows("engine.netty.dispatch", "engine");
		arrows("engine.netty.life", "engine");
		arrows("engine.netty.task", "engine.task", "engine.netty.dispatch");
		arrows("engine.netty.protocol", "engine", "engine.protocol", "engine.http", "engine.websocket");
		arrows("annotation");
		arrows("aot", "annotation");
		arrows("invocation", "annotation", "context", "engine", "engine.protocol", "engine.http", "engine.websocket",
				"engine.client", "engine.push", "engine.cluster");
		arrows("invocation.bean", "annotation", "invocation");
		arrows("invocation.cluster", "annotation", "engine", "engine.cluster", "invocation", "invocation.bean");
		arrows("invocation.task", "annotation", "engine.task", "invocation", "invocation.bean");
		arrows("context", "annotation", "engine", "engine.websocket");
		arrows("redis", "engine", "engine.http", "engine.cluster");
		arrows("status", "engine", "engine.push", "engine.cluster", "engine.task");
		arrows("actuate", "engine", "engine.push", "engine.cluster", "status");
		arrows("console", "engine", "status");
		arrows("metrics", "context", "engine", "engine.push", "engine.cluster", "engine.task", "engine.websocket");
		arrows("security", "context", "engine", "engine.http", "engine.websocket");
		arrows("test", "engine", "context");
		arrows("autoconfigure", "engine..", "annotation", "invocation", "context", "redis", "actuate", "metrics",
				"autoconfigure.client", "autoconfigure.cluster", "autoconfigure.framing", "autoconfigure.guard",
				"autoconfigure.http", "autoconfigure.ssl", "autoconfigure.websocket");
		arrows("autoconfigure.ssl", "engine");
		arrows("autoconfigure.cluster", "engine", "engine.push", "engine.cluster", "invocation.cluster", "redis",
				"actuate", "metrics");
		arrows("autoconfigure.guard", "engine");
		arrows("autoconfigure.framing", "engine", "engine.protocol");
		arrows("autoconfigure.websocket", "engine.websocket");
		arrows("autoconfigure.client", "autoconfigure.ssl", "autoconfigure.websocket", "engine", "engine.client",
				"engine.websocket", "invocation");
		arrows("autoconfigure.actuate", "engine", "engine.push", "engine.cluster", "engine.task", "actuate", "status");
		arrows("autoconfigure.console", "console", "context", "engine", "engine.push", "engine.cluster", "engine.task",
				"status");
		arrows("autoconfigure.http", "engine", "engine.http..");
		arrows("autoconfigure.redis", "autoconfigure.http", "redis");
		arrows("autoconfigure.metrics", "engine", "metrics");
		arrows("autoconfigure.security", "security");
		arrows("autoconfigure.task", "engine.task", "invocation.task", "metrics");
	}

	private PackageArrows() {
	}

	private static void arrows(String from, String... to) {
		ARROWS.put(from, List.of(to));
	}

	/**
	 * Whether the table has a line for the package.
	 * @param name the name below the root package
	 * @return {@code true} if there is a line
	 */
	static boolean knows(String name) {
		return ARROWS.containsKey(name);
	}

	/**
	 * Whether one package may import another.
	 * @param from the importing package, below the root package
	 * @param to the imported package, below the root package
	 * @return {@code true} if the table allows it
	 */
	static boolean allows(String from, String to) {
		return from.equals(to)
				|| ARROWS.getOrDefault(from, List.of()).stream().anyMatch((pattern) -> matches(pattern, to));
	}

	private static boolean matches(String pattern, String name) {
		if (!pattern.endsWith("..")) {
			return pattern.equals(name);
		}
		String parent = pattern.substring(0, pattern.length() - 2);
		return name.equals(parent) || name.startsWith(parent + ".");
	}

}
