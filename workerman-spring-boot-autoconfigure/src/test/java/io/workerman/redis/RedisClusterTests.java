package io.workerman.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;

import io.workerman.annotation.OnChannel;
import io.workerman.annotation.OnConnect;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.OnQueue;
import io.workerman.annotation.Uid;
import io.workerman.annotation.WorkerHandler;
import io.workerman.autoconfigure.cluster.WorkermanPushAutoConfiguration;
import io.workerman.autoconfigure.cluster.WorkermanRedisClusterAutoConfiguration;
import io.workerman.engine.Connection;
import io.workerman.engine.Worker;
import io.workerman.engine.cluster.ChannelClient;
import io.workerman.engine.cluster.ClusterNode;
import io.workerman.engine.cluster.GlobalData;
import io.workerman.engine.push.PushResult;
import io.workerman.engine.push.WorkermanTemplate;
import io.workerman.peer.Application;
import io.workerman.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three nodes over a real Redis.
 */
class RedisClusterTests {

	private static final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

	private final List<Node> nodes = new ArrayList<>();

	private RedisPeer redis;

	@BeforeEach
	void start() throws Exception {
		heard.clear();
		this.redis = new RedisPeer();
	}

	private Node node(String... properties) {
		List<String> all = new ArrayList<>(
				List.of("workerman.listeners.it.address=text://127.0.0.1:0", "workerman.cluster.type=redis",
						"spring.data.redis.port=" + this.redis.port(), "workerman.cluster.timeout=1s",
						"logging.level.io.workerman.redis=debug", "workerman.cluster.lease=60s"));
		all.addAll(List.of(properties));
		Node node = new Node(Application.run(all, Members.class, DataRedisAutoConfiguration.class,
				DataRedisReactiveAutoConfiguration.class, WorkermanRedisClusterAutoConfiguration.class,
				WorkermanPushAutoConfiguration.class));
		this.nodes.add(node);
		return node;
	}

	@AfterEach
	void stop() throws Exception {
		this.nodes.forEach(Node::close);
		this.redis.close();
	}

	private static <T> T done(CompletionStage<T> stage) throws Exception {
		return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
	}

	@Test
	@DisplayName("B-53, B-56, B-58, B-59, B-60, B-63 the same calls reach the clients of all nodes")
	void sameCallsReachClientsOfAllNodes() throws Exception {
		Node a = node();
		Node b = node();
		Node c = node();
		Client one = a.connect();
		Client two = b.connect();
		assertThat(done(b.template().bindUid(one.id, "42"))).isTrue();
		assertThat(done(b.template().bindUid(two.id, "42"))).isTrue();
		assertThat(done(a.template().joinGroup(two.id, "room"))).isTrue();
		assertThat(one.ask("who")).isEqualTo("42");
		assertThat(done(c.template().sendToUid("42", "hello"))).isEqualTo(new PushResult(2, 0, 3, 0, Set.of()));
		assertThat(done(c.template().excluding(one.id).sendToGroups(List.of("room", "no"), Map.of("a", 1))))
			.isEqualTo(new PushResult(1, 0, 2, 0, Set.of("no")));
		assertThat(done(c.template().sendToClient(one.id, "you".getBytes(StandardCharsets.UTF_8))).accepted())
			.isEqualTo(1);
		done(c.template().sendToAll("all"));
		assertThat(one.peer.line() + one.peer.line() + one.peer.line()).isEqualTo("helloyouall");
		assertThat(two.peer.line() + two.peer.line() + two.peer.line()).isEqualTo("hello{\"a\":1}all");
		for (Node node : this.nodes) {
			WorkermanTemplate template = node.template();
			assertThat(template.clientCount()).isEqualTo(2);
			assertThat(template.isOnline(one.id) && template.isUidOnline("42")).isTrue();
			assertThat(template.clientIdsByUid("42")).containsExactlyInAnyOrder(one.id, two.id);
			assertThat(template.uidOf(two.id)).isEqualTo("42");
			assertThat(template.uids()).containsExactly("42");
			assertThat(template.groups()).containsExactly("room");
			assertThat(template.uidsByGroup("room")).containsExactly("42");
		}
		done(c.template().closeClient(one.id, "bye"));
		assertThat(one.peer.line()).isEqualTo("bye");
		two.peer.close();
		Awaitility.await().until(() -> c.template().clientCount() == 0 && c.template().uids().isEmpty());
		Awaitility.await().until(() -> this.redis.keys("*index*").isEmpty() && this.redis.keys("*held*").isEmpty());
	}

	@Test
	@DisplayName("B-55, B-61 the session of a client from any node")
	void sessionIsReadAndWrittenFromAnyNode() throws Exception {
		Node a = node();
		Node b = node();
		Client one = a.connect();
		assertThat(done(b.template().setSession(one.id, Map.of("a", 1)))).isTrue();
		assertThat(done(b.template().updateSession(one.id, Map.of("b", Map.of("c", "d"))))).isTrue();
		assertThat(a.template().session(one.id)).isEqualTo(Map.of("a", 1, "b", Map.of("c", "d")));
		assertThat(b.template().session(one.id)).isEqualTo(a.template().session(one.id));
	}

	@Test
	@DisplayName("B-62 a query never blocks an event loop")
	void queryNeverBlocksAnEventLoop() throws Exception {
		Node a = node();
		node();
		Client one = a.connect();
		CompletableFuture<String> answer = new CompletableFuture<>();
		a.application.bean(Worker.class).processes().get(0).execute(() -> {
			try {
				assertThat(a.template().isOnline(one.id)).isTrue();
				a.template().isUidOnline("42");
				answer.complete("answered");
			}
			catch (IllegalStateException ex) {
				answer.complete(String.valueOf(ex.getMessage()));
			}
		});
		assertThat(done(answer)).contains("process 0 of worker 'it'", "queries().isUidOnline");
		CompletableFuture<String> thread = new CompletableFuture<>();
		a.application.bean(Worker.class)
			.processes()
			.get(0)
			.execute(() -> a.template()
				.queries()
				.isUidOnline("42")
				.thenAccept((online) -> thread.complete(Thread.currentThread().getName())));
		assertThat(done(thread)).isEqualTo("workerman-it-0");
	}

	@Test
	void pushCostsTheSameHoweverManyNodesThereAre() throws Exception {
		Node a = node();
		Client one = a.connect();
		done(a.template().bindUid(one.id, "42"));
		Node b = node();
		done(b.template().sendToUid("42", "warm"));
		done(b.template().sendToAll("warm"));
		List<String> two = this.redis.monitor(() -> done(b.template().sendToUid("42", "one")));
		node();
		node();
		List<String> four = this.redis.monitor(() -> done(b.template().sendToUid("42", "two")));
		assertThat(four).hasSameSizeAs(two).filteredOn((command) -> !command.contains("lua")).hasSize(2);
		assertThat(four).filteredOn((command) -> command.contains("\"PUBLISH\"")).hasSize(2);
		List<String> all = this.redis.monitor(() -> done(b.template().sendToAll("all")));
		assertThat(all).filteredOn((command) -> command.contains("\"PUBLISH\"")).hasSize(1);
		assertThat(all).filteredOn((command) -> !command.contains("lua")).hasSize(1);
		assertThat(one.peer.line() + one.peer.line() + one.peer.line() + one.peer.line()).isEqualTo("warmwarmonetwo");
		assertThat(one.peer.line()).isEqualTo("all");
	}

	@Test
	@DisplayName("CH-02 the connection comes back by itself, and subscribes again")
	void redisThatIsGoneLeavesEachNodeWithItsOwnClientsAndAllComesBack() throws Exception {
		Node a = node("workerman.cluster.lease=2s");
		Node b = node("workerman.cluster.lease=2s");
		Client one = a.connect();
		Client two = b.connect();
		done(a.template().bindUid(one.id, "42"));
		done(b.template().bindUid(two.id, "42"));
		this.redis.stop();
		long start = System.nanoTime();
		PushResult result = done(a.template().sendToUid("42", "alone"));
		assertThat(result.accepted()).isEqualTo(1);
		assertThat(result.silent()).isPositive();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
		assertThat(one.peer.line()).isEqualTo("alone");
		Awaitility.await().until(() -> !a.application.bean(ClusterNode.class).isAvailable());
		start = System.nanoTime();
		assertThat(done(a.template().sendToUid("42", "still alone")).silent()).isEqualTo(1);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(500));
		assertThat(one.peer.line()).isEqualTo("still alone");
		Client three = b.connect();
		done(b.template().bindUid(three.id, "43"));
		this.redis.restart();
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.until(() -> done(a.template().queries().clientIdsByUid("42")).size() == 2
					&& done(a.template().queries().isUidOnline("43")));
		assertThat(done(a.template().sendToUid("42", "together")).accepted()).isEqualTo(2);
		assertThat(two.peer.line()).isEqualTo("together");
		a.channels().publish("news", "back");
		assertThat(List.of(next(), next())).containsExactly("news back", "news back");
	}

	@Test
	void redisThatIsPausedLongerThanTheLeaseStopsNothingOnThisNode() throws Exception {
		Node a = node("workerman.cluster.lease=2s");
		Node b = node("workerman.cluster.lease=2s");
		Client one = a.connect();
		Client two = b.connect();
		done(a.template().bindUid(one.id, "42"));
		done(b.template().bindUid(two.id, "42"));
		this.redis.command("CLIENT PAUSE 5000 ALL");
		for (int i = 0; i < 5; i++) {
			PushResult result = done(a.template().sendToUid("42", "alone"));
			assertThat(result.accepted()).isEqualTo(1);
			assertThat(result.silent()).isPositive();
			assertThat(one.ask("who")).isEqualTo("alone");
			assertThat(one.peer.line()).isEqualTo("42");
		}
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.until(() -> done(a.template().sendToUid("42", "together")).accepted() == 2);
		assertThat(two.peer.line()).isIn("together", "alone");
	}

	@Test
	void nodeThatStopsLeavesNothingBehind() throws Exception {
		Node a = node();
		Node b = node();
		Client one = a.connect();
		done(a.template().bindUid(one.id, "42"));
		done(a.template().joinGroup(one.id, "room"));
		assertThat(b.template().groups()).containsExactly("room");
		a.close();
		assertThat(done(b.template().sendToUid("42", "hello"))).isEqualTo(new PushResult(0, 0, 1, 0, Set.of("42")));
		assertThat(this.redis.keys("*index*")).isEmpty();
		assertThat(this.redis.command("ZCARD {workerman:default}:nodes")).isEqualTo(":1");
	}

	private static String next() throws InterruptedException {
		return String.valueOf(heard.poll(10, TimeUnit.SECONDS));
	}

	@Test
	@DisplayName("CH-04 an event reaches the subscribers of all nodes, those of the publisher included")
	void eventReachesSubscribersOfAllNodes() throws Exception {
		Node a = node();
		node();
		for (int i = 0; i < 100; i++) {
			done(a.channels().publish("news", i));
		}
		List<String> all = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			all.add(next());
		}
		for (int i = 0; i < 100; i++) {
			String expected = "news " + i;
			assertThat(all).filteredOn(expected::equals).hasSize(2);
		}
		assertThat(heard).isEmpty();
	}

	@Test
	void jobIsDoneByOneConsumerAndAgainIfItFails() throws Exception {
		Node a = node();
		node();
		for (int i = 0; i < 50; i++) {
			done(a.channels().enqueue("jobs", "good " + i));
		}
		done(a.channels().enqueue("jobs", "bad"));
		List<String> all = new ArrayList<>();
		for (int i = 0; i < 53; i++) {
			all.add(next());
		}
		assertThat(all).filteredOn((line) -> line.startsWith("job good")).hasSize(50).doesNotHaveDuplicates();
		assertThat(all).filteredOn("job bad"::equals).hasSize(2);
		assertThat(all).last().isEqualTo("dead bad");
		Awaitility.await().until(() -> this.redis.command("XLEN {workerman:default}:queue:jobs").equals(":0"));
	}

	@Test
	@DisplayName("GD-06 no update is lost between nodes")
	void sharedDataIsThatOfAllNodes() throws Exception {
		GlobalData one = node().application.bean(GlobalData.class);
		GlobalData other = node().application.bean(GlobalData.class);
		done(one.set("n", 0));
		AtomicInteger won = new AtomicInteger();
		List<Thread> threads = List.of(new Thread(() -> count(one, won)), new Thread(() -> count(other, won)));
		threads.forEach(Thread::start);
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(one.get("n", Integer.class)).isEqualTo(400).isEqualTo(won.get() + 200);
	}

	private static void count(GlobalData data, AtomicInteger won) {
		for (int i = 0; i < 100; i++) {
			data.increment("n").toCompletableFuture().join();
			while (true) {
				int old = Objects.requireNonNull(data.get("n", Integer.class));
				if (data.cas("n", (long) old, old + 1).toCompletableFuture().join()) {
					won.incrementAndGet();
					break;
				}
			}
		}
	}

	private record Client(Peer peer, String id) {

		String ask(String question) {
			return this.peer.send(question + "\n").line();
		}

	}

	private record Node(Application application) {

		WorkermanTemplate template() {
			return this.application.bean(WorkermanTemplate.class);
		}

		ChannelClient channels() {
			return this.application.bean(ChannelClient.class);
		}

		Client connect() {
			Peer peer = this.application.connect();
			return new Client(peer, peer.line());
		}

		void close() {
			this.application.close();
		}

	}

	@WorkerHandler
	static class Members {

		private final WorkermanTemplate template;

		Members(WorkermanTemplate template) {
			this.template = template;
		}

		@OnConnect
		String connected(Connection connection) {
			return this.template.clientId(connection);
		}

		@OnMessage
		String message(@Uid @Nullable String uid, String message) {
			return String.valueOf(uid);
		}

		@OnChannel("news")
		void news(Object news) {
			heard.add("news " + news);
		}

		@OnQueue(value = "jobs", attempts = 2, delay = "50ms")
		void job(String job) {
			heard.add("job " + job);
			if (job.equals("bad")) {
				throw new IllegalStateException("This job is bad");
			}
		}

		@OnQueue("jobs:dead")
		void dead(String job) {
			heard.add("dead " + job);
		}

	}

}
