package io.workerman.redis;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

import redis.embedded.RedisServer;

import io.workerman.peer.Peer;

/**
 * A real Redis on a free port.
 */
public final class RedisPeer implements AutoCloseable {

	private final int port;

	private RedisServer server;

	public RedisPeer() throws IOException {
		try (ServerSocket free = new ServerSocket(0)) {
			this.port = free.getLocalPort();
		}
		this.server = started();
	}

	private RedisServer started() throws IOException {
		RedisServer redis = RedisServer.newRedisServer()
			.port(this.port)
			.setting("bind 127.0.0.1")
			.setting("save \"\"")
			.build();
		redis.start();
		return redis;
	}

	public int port() {
		return this.port;
	}

	public void stop() throws IOException {
		this.server.stop();
	}

	/**
	 * Start again, empty.
	 */
	public void restart() throws IOException {
		this.server = started();
	}

	/**
	 * Send a command, and read the first line of the answer.
	 */
	public String command(String command) {
		try (Peer peer = Peer.connect(this.port)) {
			return peer.send(command + "\r\n").line().strip();
		}
	}

	/**
	 * The keys that match.
	 */
	public List<String> keys(String pattern) {
		try (Peer peer = Peer.connect(this.port)) {
			int count = Integer.parseInt(peer.send("KEYS " + pattern + "\r\n").line().strip().substring(1));
			List<String> keys = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				peer.line();
				keys.add(peer.line().strip());
			}
			return keys;
		}
	}

	/**
	 * The commands that come while something runs and a while after it.
	 */
	public List<String> monitor(Work work) throws Exception {
		try (Peer peer = Peer.connect(this.port)) {
			peer.send("MONITOR\r\n").line();
			work.run();
			command("ECHO end");
			List<String> commands = new ArrayList<>();
			for (String line = peer.line(); !line.contains("\"ECHO\""); line = peer.line()) {
				commands.add(line);
			}
			return commands;
		}
	}

	@Override
	public void close() throws IOException {
		stop();
	}

	/**
	 * Something to do.
	 */
	public interface Work {

		void run() throws Exception;

	}

}
