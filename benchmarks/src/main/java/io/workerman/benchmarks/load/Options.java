package io.workerman.benchmarks.load;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.workerman.benchmarks.Protocol;

/**
 * What to do to a server.
 *
 * @param mode how to load it
 * @param protocol what to speak
 * @param port its port on this machine
 * @param pid its process, 0 if unknown
 * @param connections how many connections to open
 * @param depth how many messages are in flight on each connection; of broadcasts, how
 * many are under way
 * @param size the size of a payload in bytes
 * @param rate how many messages a second to send, 0 for as many as are answered
 * @param settle how long to run before measuring, in nanoseconds
 * @param measure how long to measure, in nanoseconds
 * @param wide whether payloads are not only ASCII
 * @param tls whether to speak TLS, not with websocket
 */
record Options(Mode mode, Protocol protocol, int port, long pid, int connections, int depth, int size, long rate,
		long settle, long measure, boolean wide, boolean tls) {

	static final String HELP = """
			mode=echo|churn|idle|broadcast  protocol=text|frame|websocket|http  port=N
			[connections=64] [depth=1] [size=32] [rate=0: closed loop] [settle=0.5] [seconds=2] [wide=false] [tls=false] [pid=N]
			Without options: reads a line of them at a time from standard input and answers each with a line.""";

	static Options parse(String... arguments) {
		Map<String, String> values = new TreeMap<>();
		for (String argument : arguments) {
			int equals = argument.indexOf('=');
			if (equals < 0) {
				throw new IllegalArgumentException(argument + " (expected: name=value)\n" + HELP);
			}
			values.put(argument.substring(0, equals), argument.substring(equals + 1));
		}
		return new Options(Mode.valueOf(take(values, "mode", "echo").toUpperCase(Locale.ROOT)),
				Protocol.of(take(values, "protocol", "text")), Integer.parseInt(take(values, "port", "0")),
				Long.parseLong(take(values, "pid", "0")), Integer.parseInt(take(values, "connections", "64")),
				Integer.parseInt(take(values, "depth", "1")), Integer.parseInt(take(values, "size", "32")),
				Long.parseLong(take(values, "rate", "0")), nanos(take(values, "settle", "0.5")),
				nanos(take(values, "seconds", "2")), Boolean.parseBoolean(take(values, "wide", "false")),
				Boolean.parseBoolean(take(values, "tls", "false")))
			.complete(values);
	}

	private static String take(Map<String, String> values, String name, String otherwise) {
		String value = values.remove(name);
		return (value != null) ? value : otherwise;
	}

	private static long nanos(String seconds) {
		return (long) (Double.parseDouble(seconds) * 1e9);
	}

	private Options complete(Map<String, String> unknown) {
		if (!unknown.isEmpty()) {
			throw new IllegalArgumentException("Unknown options " + unknown + "\n" + HELP);
		}
		return this;
	}

	/**
	 * How to load a server.
	 */
	enum Mode {

		/**
		 * Messages that are echoed.
		 */
		ECHO,

		/**
		 * Connect, one message, close.
		 */
		CHURN,

		/**
		 * Connections that say nothing after their first message.
		 */
		IDLE,

		/**
		 * Messages of one connection that go to all.
		 */
		BROADCAST

	}

}
