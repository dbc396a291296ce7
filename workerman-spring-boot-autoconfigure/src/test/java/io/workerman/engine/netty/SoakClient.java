package io.workerman.engine.netty;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.workerman.engine.Worker;

/**
 * Connects, talks and leaves, one connection after another: well-behaved, when it checks
 * every reply, or wildly.
 */
final class SoakClient {

	private static final Pattern REPLY = Pattern.compile("re(\\d+);");

	private static final String[] WILD = { "echo", "echo", "echo", "pause", "throw", "broadcast", "later", "big", "any",
			"close", "end", "closeLater" };

	/**
	 * What went wrong for well-behaved clients.
	 */
	final Queue<String> violations = new ConcurrentLinkedQueue<>();

	final LongAdder connected = new LongAdder();

	final LongAdder replies = new LongAdder();

	private final Worker worker;

	private final Dialect dialect;

	SoakClient(Worker worker, Dialect dialect) {
		this.worker = worker;
		this.dialect = dialect;
	}

	void run(Random random) throws IOException {
		boolean wild = random.nextInt(10) < 7;
		try (TestClient client = (wild && random.nextBoolean()) ? TestClient.narrow(this.worker)
				: TestClient.of(this.worker)) {
			this.connected.increment();
			if (wild || SoakServer.isUnlucky(client.socket().getLocalPort())) {
				beWild(client, random);
			}
			else {
				behave(client, random);
			}
		}
	}

	/**
	 * What the server knows about the connection of a client.
	 */
	private String server(TestClient client) {
		return this.worker.connections()
			.stream()
			.filter((each) -> each.remotePort() == client.socket().getLocalPort())
			.map((each) -> "%s is %s with %d bytes to send and %d received, %s".formatted(each, each.status(),
					each.sendBufferSize(), each.receiveBufferSize(), each.attributes()))
			.findFirst()
			.orElse("the server has closed it");
	}

	/**
	 * Sends whole messages, reads all replies, and lets the side end that has to.
	 */
	private void behave(TestClient client, Random random) throws IOException {
		int count = random.nextInt(6);
		boolean serverEnds = count > 0 && random.nextBoolean();
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		bytes.writeBytes(this.dialect.hello());
		for (int i = 0; i < count; i++) {
			String verb = (random.nextInt(4) == 0) ? "pause" : "echo";
			if (serverEnds && i == count - 1) {
				verb = List.of("close", "end", "closeLater", "endLater").get(random.nextInt(4));
			}
			bytes.writeBytes(this.dialect.message(verb + "/" + i + "/" + (serverEnds ? "server" : "client")));
		}
		try {
			write(client, bytes.toByteArray(), random);
			if (!serverEnds) {
				client.send(this.dialect.goodbye()).finish();
			}
			List<Integer> replies = replies(read(client, serverEnds));
			this.replies.add(replies.size());
			for (int i = 0; i < replies.size(); i++) {
				if (replies.get(i) != i) {
					violation(client, "reply " + i + " of " + replies);
				}
			}
			if (replies.size() != count) {
				violation(client, replies.size() + " of " + count + " replies, ended by the "
						+ (serverEnds ? "server" : "client"));
			}
		}
		catch (IOException ex) {
			violation(client, ex.toString());
		}
	}

	private void violation(TestClient client, String what) {
		this.violations.add(client.socket().getLocalPort() + ": " + what);
	}

	private static List<Integer> replies(byte[] bytes) {
		List<Integer> replies = new ArrayList<>();
		Matcher matcher = REPLY.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
		while (matcher.find()) {
			replies.add(Integer.valueOf(matcher.group(1)));
		}
		return replies;
	}

	/**
	 * Reads until the server closes, and answers its goodbye.
	 */
	private byte[] read(TestClient client, boolean serverEnds) throws IOException {
		if (!serverEnds || this.dialect != Dialect.WEBSOCKET) {
			return client.rest();
		}
		ByteArrayOutputStream read = new ByteArrayOutputStream();
		boolean answered = false;
		byte[] chunk = new byte[1024];
		for (int size = client.socket().getInputStream().read(chunk); size >= 0; size = client.socket()
			.getInputStream()
			.read(chunk)) {
			read.write(chunk, 0, size);
			if (!answered && read.toString(StandardCharsets.ISO_8859_1).contains("\u0088\u0002\u0003\u00e8")) {
				answered = true;
				client.send(this.dialect.goodbye());
			}
		}
		return read.toByteArray();
	}

	private static void write(TestClient client, byte[] bytes, Random random) throws IOException {
		if (random.nextInt(3) > 0) {
			client.send(bytes);
			return;
		}
		for (int start = 0; start < bytes.length;) {
			int end = Math.min(bytes.length, start + 1 + random.nextInt(40));
			client.send(Arrays.copyOfRange(bytes, start, end));
			start = end;
		}
	}

	/**
	 * Sends anything and leaves anyhow, in the middle of a message too.
	 */
	private void beWild(TestClient client, Random random) {
		try {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			bytes.writeBytes(this.dialect.hello());
			int count = random.nextInt(5);
			for (int i = 0; i < count; i++) {
				bytes.writeBytes(this.dialect.message(WILD[random.nextInt(WILD.length)] + "/" + i + "/any"));
			}
			if (random.nextInt(6) == 0) {
				bytes.writeBytes(this.dialect.garbage(random));
			}
			int length = bytes.size();
			if (random.nextInt(3) == 0 && length > 0) {
				length = random.nextInt(length);
			}
			write(client, Arrays.copyOf(bytes.toByteArray(), length), random);
			leave(client, random);
		}
		catch (IOException ex) {
			// the server may have closed at any time
		}
		catch (AssertionError ex) {
			violation(client, ex.getMessage() + ": " + server(client));
		}
	}

	private void leave(TestClient client, Random random) throws IOException {
		switch (random.nextInt(7)) {
			case 0 -> client.reset();
			case 1 -> {
				client.socket().setSoTimeout(20);
				client.bytes(1 + random.nextInt(10));
				client.reset();
			}
			case 2 -> {
				client.finish();
				client.reset();
			}
			case 3 -> client.send(this.dialect.goodbye()).finish().drain();
			case 4 -> {
				client.send(this.dialect.goodbye()).finish();
				client.bytes(1 + random.nextInt(100_000));
			}
			case 5 -> client.finish().drain();
			default -> client.close();
		}
	}

}
