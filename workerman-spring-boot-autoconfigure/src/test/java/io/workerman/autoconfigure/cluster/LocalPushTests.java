package io.workerman.autoconfigure.cluster;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.workerman.annotation.OnClose;
import io.workerman.annotation.OnConnect;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.Uid;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.Connection;
import io.workerman.engine.Worker;
import io.workerman.engine.Workers;
import io.workerman.engine.push.LocalClients;
import io.workerman.engine.push.PushResult;
import io.workerman.engine.push.WorkermanTemplate;
import io.workerman.peer.Application;
import io.workerman.peer.Peer;
import io.workerman.peer.WebSocketPeer;
import io.workerman.status.ClusterStatus;
import io.workerman.status.ConnectionPage;
import io.workerman.status.ConnectionQuery;
import io.workerman.status.ConnectionStatus;
import io.workerman.status.StatusSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Pushes within one JVM.
 */
class LocalPushTests {

	private Application application;

	private WorkermanTemplate template;

	private final List<Peer> peers = new ArrayList<>();

	@BeforeEach
	void start() {
		this.application = Application.run(
				List.of("workerman.listeners.it.address=text://127.0.0.1:0", "workerman.listeners.it.count=2",
						"workerman.listeners.ws.address=websocket://127.0.0.1:0"),
				Members.class, WorkermanPushAutoConfiguration.class);
		this.template = this.application.bean(WorkermanTemplate.class);
	}

	@AfterEach
	void stop() {
		this.peers.forEach(Peer::close);
		this.application.close();
	}

	private Client connect() {
		Peer peer = this.application.connect();
		this.peers.add(peer);
		return new Client(peer, peer.line());
	}

	private static <T> T done(CompletionStage<T> stage) throws Exception {
		return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
	}

	@Test
	@DisplayName("B-53 a client has an id of 20 hexadecimal digits")
	void clientHasIdThatIsUnique() {
		Client one = connect();
		Client other = connect();
		assertThat(one.id).matches("[0-9a-f]{20}").isNotEqualTo(other.id);
		assertThat(this.template.isOnline(one.id)).isTrue();
		assertThat(this.template.clientIds()).containsExactlyInAnyOrder(one.id, other.id);
		assertThat(this.template.clientCount()).isEqualTo(2);
		assertThat(this.template.isOnline("x")).isFalse();
		assertThat(this.template.isOnline(one.id.substring(0, 10) + "zzzzzzzzzz")).isFalse();
	}

	@Test
	@DisplayName("B-58, S-29, S-31 a uid has many clients, a client one uid")
	void uidHasManyClientsAndClientOneUid() throws Exception {
		Client one = connect();
		Client other = connect();
		assertThat(done(this.template.bindUid(one.id, "42"))).isTrue();
		assertThat(done(this.template.bindUid(other.id, "42"))).isTrue();
		assertThat(this.template.clientIdsByUid("42")).containsExactlyInAnyOrder(one.id, other.id);
		assertThat(one.ask("who")).isEqualTo("42");
		assertThat(done(this.template.bindUid(other.id, "43"))).isTrue();
		assertThat(this.template.clientIdsByUid("42")).containsExactly(one.id);
		assertThat(this.template.uidOf(other.id)).isEqualTo("43");
		assertThat(this.template.uids()).containsExactlyInAnyOrder("42", "43");
		assertThat(this.application.bean(Workers.class).all()).flatExtracting(Worker::connections)
			.extracting((connection) -> connection.info().uid())
			.contains("42", "43");
		assertThat(done(this.template.unbindUid(one.id, "43"))).isFalse();
		assertThat(done(this.template.unbindUid(one.id, "42"))).isTrue();
		assertThat(this.template.uidOf(one.id)).isNull();
		assertThat(one.ask("who")).isEqualTo("null");
		assertThat(this.template.isUidOnline("42")).isFalse();
		assertThat(done(this.template.bindUid("00000000000000000000", "1"))).isFalse();
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.bindUid(one.id, ""))
			.withMessage("uid: '' (expected: not empty)");
	}

	@Test
	void operatorSeesUidsAndHowManyThereAre() throws Exception {
		Client one = connect();
		connect();
		done(this.template.bindUid(one.id, "42"));
		done(this.template.joinGroup(one.id, "a"));
		Workers workers = this.application.bean(Workers.class);
		StatusSource status = new StatusSource(workers, null, this.application.bean(LocalClients.class), null);
		assertThat(status.read().cluster()).isEqualTo(new ClusterStatus(1, true, 1, 1));
		Worker worker = workers.find("it");
		assertThat(ConnectionPage.of(worker, ConnectionQuery.of(null, null, null, null, null, "42")).connections())
			.extracting(ConnectionStatus::uid)
			.containsExactly("42");
		assertThat(ConnectionPage.of(worker, ConnectionQuery.ALL).connections()).extracting(ConnectionStatus::uid)
			.containsExactly("42", "");
	}

	@Test
	@DisplayName("B-59 groups")
	void groupIsWhatItsMembersMakeIt() throws Exception {
		Client one = connect();
		Client other = connect();
		done(this.template.joinGroup(one.id, "a"));
		done(this.template.joinGroup(one.id, "b"));
		done(this.template.joinGroup(other.id, "a"));
		done(this.template.bindUid(other.id, "7"));
		assertThat(this.template.groupsOf(one.id)).containsExactlyInAnyOrder("a", "b");
		assertThat(this.template.groupCount("a")).isEqualTo(2);
		assertThat(this.template.clientIdsByGroup("a")).containsExactlyInAnyOrder(one.id, other.id);
		assertThat(this.template.uidsByGroup("a")).containsExactly("7");
		assertThat(this.template.groups()).containsExactlyInAnyOrder("a", "b");
		assertThat(done(this.template.leaveGroup(one.id, "b"))).isTrue();
		assertThat(done(this.template.leaveGroup(one.id, "b"))).isFalse();
		assertThat(this.template.groups()).containsExactly("a");
		assertThat(done(this.template.ungroup("a")).accepted()).isEqualTo(2);
		assertThat(this.template.groups()).isEmpty();
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.joinGroup(one.id, ""));
	}

	@Test
	@DisplayName("B-56 sends reach each of those who are meant once, and tell the unknown")
	void sendReachesEachOnce() throws Exception {
		Client one = connect();
		Client two = connect();
		Client three = connect();
		done(this.template.joinGroup(one.id, "a"));
		done(this.template.joinGroup(one.id, "b"));
		done(this.template.joinGroup(two.id, "b"));
		PushResult result = done(this.template.sendToGroups(List.of("a", "b", "c"), "groups"));
		assertThat(result).isEqualTo(new PushResult(2, 0, 1, 0, Set.of("c")));
		assertThat(result.isComplete()).isFalse();
		assertThat(done(this.template.excluding(one.id).sendToGroup("b", "others")).accepted()).isEqualTo(1);
		assertThat(done(this.template.sendToUid("nobody", "x")))
			.isEqualTo(new PushResult(0, 0, 1, 0, Set.of("nobody")));
		assertThat(done(this.template.sendToClients(List.of(), "x")).accepted()).isZero();
		assertThat(done(this.template.sendToClient(three.id, "three")).isComplete()).isTrue();
		ByteBuf bytes = Unpooled.copiedBuffer("raw\n", StandardCharsets.UTF_8);
		assertThat(done(this.template.raw().excluding(List.of(two.id)).sendToAll(bytes)).accepted()).isEqualTo(2);
		bytes.release();
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.raw().sendToAll(Map.of()))
			.withMessageContaining("must be a String, byte[] or ByteBuf");
		assertThat(done(this.template.sendToAll("all")).accepted()).isEqualTo(3);
		assertThat(one.peer.line() + one.peer.line() + one.peer.line()).isEqualTo("groupsrawall");
		assertThat(two.peer.line() + two.peer.line() + two.peer.line()).isEqualTo("groupsothersall");
		assertThat(three.peer.line() + three.peer.line() + three.peer.line()).isEqualTo("threerawall");
	}

	@Test
	void listenerScopeLeavesOutTheOthers() throws Exception {
		Client text = connect();
		try (WebSocketPeer socket = WebSocketPeer.connect(this.application.port("ws"), "/")) {
			socket.answer();
			String id = socket.next();
			done(this.template.bindUid(text.id, "1"));
			done(this.template.bindUid(id, "1"));
			assertThat(done(this.template.listener("ws").sendToUid("1", "ws")).accepted()).isEqualTo(1);
			assertThat(this.template.listener("ws").queries().clientIdsByUid("1")).isCompletedWithValue(Set.of(id));
			assertThat(done(this.template.sendToUid("1", Map.of("to", "both"))).accepted()).isEqualTo(2);
			assertThat(socket.next() + socket.next()).isEqualTo("ws{\"to\":\"both\"}");
			assertThat(text.peer.line()).isEqualTo("{\"to\":\"both\"}");
		}
	}

	@Test
	@DisplayName("B-57 closeClient")
	void closeLetsGoTheLastWords() throws Exception {
		Client one = connect();
		assertThat(done(this.template.closeClient(one.id, "bye")).accepted()).isEqualTo(1);
		assertThat(one.peer.line()).isEqualTo("bye");
		assertThat(one.peer.read()).isEqualTo(-1);
		Awaitility.await().until(() -> !this.template.isOnline(one.id));
		Client other = connect();
		done(this.template.destroyClient(other.id));
		Awaitility.await().until(() -> this.template.clientCount() == 0);
		assertThat(done(this.template.closeClient(other.id)).unknown()).containsExactly(other.id);
	}

	@Test
	@DisplayName("B-54, B-58, B-59 uid and groups end with the connection, also where it has replaced its onClose")
	void closeForgetsEverything() throws Exception {
		Client one = connect();
		done(this.template.bindUid(one.id, "42"));
		done(this.template.joinGroup(one.id, "a"));
		one.ask("replace");
		one.peer.close();
		Awaitility.await().until(() -> this.template.groups().isEmpty() && this.template.uids().isEmpty());
		assertThat(done(this.template.bindUid(one.id, "42"))).isFalse();
		Client other = connect();
		done(this.template.bindUid(other.id, "43"));
		other.peer.close();
		assertThat(this.application.bean(Members.class).closed.get(10, TimeUnit.SECONDS)).isEqualTo("43");
	}

	@Test
	@DisplayName("B-55, B-61 the session of a client")
	void sessionIsOfTheClient() throws Exception {
		Client one = connect();
		assertThat(this.template.session(one.id)).isEmpty();
		assertThat(done(this.template.setSession(one.id, Map.of("a", 1, "b", Map.of("x", 1))))).isTrue();
		assertThat(done(this.template.updateSession(one.id, Map.of("b", Map.of("y", 2), "c", 3)))).isTrue();
		assertThat(this.template.session(one.id)).isEqualTo(Map.of("a", 1, "b", Map.of("x", 1, "y", 2), "c", 3));
		done(this.template.joinGroup(one.id, "g"));
		assertThat(this.template.sessionsByGroup("g")).containsOnlyKeys(one.id);
		assertThat(this.template.sessions()).containsOnlyKeys(one.id);
		one.peer.close();
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> this.template.session(one.id) == null);
		assertThat(done(this.template.setSession(one.id, Map.of()))).isFalse();
	}

	private record Client(Peer peer, String id) {

		String ask(String question) {
			return this.peer.send(question + "\n").line();
		}

	}

	@WorkerHandler
	static class Members {

		private final CompletableFuture<@Nullable String> closed = new CompletableFuture<>();

		private final WorkermanTemplate template;

		Members(WorkermanTemplate template) {
			this.template = template;
		}

		@OnConnect
		String connected(Connection connection) {
			return this.template.clientId(connection);
		}

		@OnMessage
		String message(Connection connection, @Uid @Nullable String uid, String message) {
			if (message.equals("replace")) {
				connection.onClose((closed, reason) -> {
				});
			}
			return String.valueOf(uid);
		}

		@OnClose
		void closed(@Uid @Nullable String uid) {
			this.closed.complete(uid);
		}

	}

}
