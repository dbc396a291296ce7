package io.workerman.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three JVMs over a real Redis: random joins, leaves and pushes, and nodes that are
 * killed or paused.
 */
class ClusterProcessTests {

	private static final int CLIENTS = 3000;

	private static final int UIDS = 300;

	private static final int GROUPS = 50;

	private static final int ROUNDS = 5;

	private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final List<ClusterProcess> nodes = new ArrayList<>();

	private RedisPeer redis;

	@BeforeEach
	void start() throws Exception {
		this.redis = new RedisPeer();
		for (int i = 0; i < 3; i++) {
			this.nodes.add(ClusterProcess.start(this.redis.port()));
		}
	}

	@AfterEach
	void stop() throws Exception {
		this.loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
		for (ClusterProcess node : this.nodes) {
			node.close();
		}
		this.redis.close();
	}

	@Test
	@DisplayName("B-56, B-58, B-59 every message reaches those who should get it, once and in order")
	void everyMessageReachesThoseWhoShouldGetItOnceAndInOrder() throws Exception {
		Random random = new Random(42);
		List<Client> clients = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			clients.add(new Client(this.nodes.get(random.nextInt(3)).port()));
		}
		List<Client> senders = List.of(new Client(this.nodes.get(0).port()), new Client(this.nodes.get(1).port()),
				new Client(this.nodes.get(2).port()));
		int number = 0;
		for (int round = 0; round < ROUNDS; round++) {
			change(clients, random);
			List<CompletableFuture<String>> sent = new ArrayList<>();
			for (int i = 0; i < 600; i++) {
				int sender = random.nextInt(3);
				String message = sender + ":" + number++;
				sent.add(senders.get(sender).ask(push(clients, random, message)));
			}
			all(sent);
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> clients.stream().allMatch(Client::hasAll));
			clients.forEach(Client::check);
		}
		assertThat(clients.stream().mapToInt((client) -> client.received.size()).sum()).isGreaterThan(100_000);
		assertThat(this.redis.keys("*index:u:*")).hasSizeBetween(1, UIDS);
		clients.forEach(Client::close);
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.until(() -> this.redis.keys("*index:*").isEmpty() && this.redis.keys("*held:*").isEmpty());
	}

	private void change(List<Client> clients, Random random) throws Exception {
		List<CompletableFuture<String>> changed = new ArrayList<>();
		for (int i = 0; i < clients.size(); i++) {
			Client client = clients.get(i);
			if (random.nextInt(10) == 0) {
				client.close();
				client = new Client(this.nodes.get(random.nextInt(3)).port());
				clients.set(i, client);
			}
			String group = "g" + random.nextInt(GROUPS);
			switch (random.nextInt(3)) {
				case 0 -> {
					client.uid = "u" + random.nextInt(UIDS);
					changed.add(client.ask("uid " + client.uid));
				}
				case 1 -> {
					client.groups.add(group);
					changed.add(client.ask("join " + group));
				}
				default -> {
					client.groups.remove(group);
					changed.add(client.ask("leave " + group));
				}
			}
		}
		all(changed);
		Client any = clients.get(0);
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.until(() -> any.ask("count").get(10, TimeUnit.SECONDS).equals("ack " + (CLIENTS + 3)));
	}

	private static String push(List<Client> clients, Random random, String message) {
		switch (random.nextInt(20)) {
			case 0 -> {
				clients.forEach((client) -> client.expect(message));
				return "to-all * " + message;
			}
			case 1, 2, 3, 4 -> {
				Set<String> groups = Set.of("g" + random.nextInt(GROUPS / 2), "g" + (25 + random.nextInt(GROUPS / 2)));
				clients.stream()
					.filter((client) -> client.groups.stream().anyMatch(groups::contains))
					.forEach((client) -> client.expect(message));
				return "to-groups " + String.join(",", groups) + " " + message;
			}
			default -> {
				String uid = "u" + random.nextInt(UIDS);
				clients.stream().filter((client) -> client.uid.equals(uid)).forEach((client) -> client.expect(message));
				return "to-uid " + uid + " " + message;
			}
		}
	}

	private static void all(List<CompletableFuture<String>> answers) throws Exception {
		CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
	}

	@Test
	void clientsOfNodeThatIsKilledVanishWithinTheLease() throws Exception {
		Client one = new Client(this.nodes.get(0).port());
		Client gone = new Client(this.nodes.get(2).port());
		assertThat(gone.answer("uid 42")).isEqualTo("ack true");
		assertThat(one.answer("online 42")).isEqualTo("ack true");
		this.nodes.get(2).signal("KILL");
		long start = System.nanoTime();
		String answer = one.answer("to-uid 42 hello");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
		assertThat(answer).contains("accepted=0");
		Awaitility.await().atMost(Duration.ofSeconds(6)).until(() -> one.answer("online 42").equals("ack false"));
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> this.redis.keys("*index:*").isEmpty());
		assertThat(one.answer("to-uid 42 hello")).contains("silent=0", "unknown=[42]");
	}

	@Test
	void clientsOfNodeThatIsPausedVanishAndComeBack() throws Exception {
		Client one = new Client(this.nodes.get(0).port());
		Client paused = new Client(this.nodes.get(2).port());
		assertThat(paused.answer("uid 42")).isEqualTo("ack true");
		this.nodes.get(2).signal("STOP");
		try {
			Awaitility.await().atMost(Duration.ofSeconds(6)).until(() -> this.redis.keys("*index:*").isEmpty());
			assertThat(one.answer("online 42")).isEqualTo("ack false");
		}
		finally {
			this.nodes.get(2).signal("CONT");
		}
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> one.answer("online 42").equals("ack true"));
		paused.expect("0:1");
		assertThat(one.answer("to-uid 42 0:1")).contains("accepted=1", "silent=0");
		Awaitility.await().until(paused::hasAll);
	}

	/**
	 * A client, and what it should have received.
	 */
	private final class Client {

		private final Queue<CompletableFuture<String>> asked = new ConcurrentLinkedQueue<>();

		private final Queue<String> received = new ConcurrentLinkedQueue<>();

		private final List<String> expected = new ArrayList<>();

		private final Set<String> groups = new HashSet<>();

		private final Channel channel;

		private String uid = "";

		Client(int port) throws InterruptedException {
			this.channel = new Bootstrap().group(ClusterProcessTests.this.loops)
				.channel(NioSocketChannel.class)
				.handler(new ChannelInitializer<>() {

					@Override
					protected void initChannel(Channel channel) {
						channel.pipeline()
							.addLast(new LineBasedFrameDecoder(1000), new StringDecoder(), new Receiver());
					}

				})
				.connect("127.0.0.1", port)
				.sync()
				.channel();
		}

		CompletableFuture<String> ask(String command) {
			CompletableFuture<String> answer = new CompletableFuture<>();
			this.asked.add(answer);
			this.channel.writeAndFlush(Unpooled.copiedBuffer(command + "\n", StandardCharsets.UTF_8));
			return answer;
		}

		String answer(String command) throws Exception {
			return ask(command).get(10, TimeUnit.SECONDS);
		}

		void expect(String message) {
			this.expected.add(message);
		}

		boolean hasAll() {
			return this.received.size() >= this.expected.size();
		}

		void check() {
			assertThat(this.received).containsExactlyInAnyOrderElementsOf(this.expected);
			Map<String, Integer> last = new HashMap<>();
			for (String message : this.received) {
				String[] parts = message.split(":");
				int number = Integer.parseInt(parts[1]);
				assertThat(number).isGreaterThan(last.getOrDefault(parts[0], -1));
				last.put(parts[0], number);
			}
		}

		void close() {
			this.channel.close().syncUninterruptibly();
		}

		/**
		 * Tells answers from messages.
		 */
		private final class Receiver extends SimpleChannelInboundHandler<String> {

			@Override
			protected void channelRead0(ChannelHandlerContext context, String line) {
				CompletableFuture<String> answer = line.startsWith("ack") ? Client.this.asked.poll() : null;
				if (answer != null) {
					answer.complete(line);
				}
				else {
					Client.this.received.add(line);
				}
			}

		}

	}

}
