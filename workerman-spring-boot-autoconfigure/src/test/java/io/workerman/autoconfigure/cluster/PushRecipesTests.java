package io.workerman.autoconfigure.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.workerman.annotation.OnChannel;
import io.workerman.annotation.OnConnect;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.OnWorkerStart;
import io.workerman.annotation.Uid;
import io.workerman.annotation.WorkerHandler;
import io.workerman.annotation.WorkerScope;
import io.workerman.engine.Connection;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.cluster.ChannelClient;
import io.workerman.engine.http.HttpRequest;
import io.workerman.engine.push.WorkermanTemplate;
import io.workerman.peer.Application;
import io.workerman.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The recipes of the manual, as programs.
 */
class PushRecipesTests {

	private final List<Peer> peers = new ArrayList<>();

	private @Nullable Application application;

	private Application run(Class<?> handler, String... properties) {
		Application started = Application.run(List.of(properties), handler, WorkermanPushAutoConfiguration.class);
		this.application = started;
		return started;
	}

	private Peer connect(Application application, String listener) {
		Peer peer = application.connect(listener);
		this.peers.add(peer);
		return peer;
	}

	@AfterEach
	void stop() {
		this.peers.forEach(Peer::close);
		if (this.application != null) {
			this.application.close();
		}
	}

	@Test
	@DisplayName("CH-06 what a client says is published, and each process sends it to its clients")
	void messageIsPublishedToAllProcesses() {
		Application chat = run(Broadcast.class, "workerman.listeners.chat.address=text://127.0.0.1:0",
				"workerman.listeners.chat.count=6");
		List<Peer> clients = new ArrayList<>();
		for (int i = 0; i < 12; i++) {
			clients.add(connect(chat, "chat"));
			assertThat(clients.get(i).line()).isEqualTo("hello");
		}
		clients.get(3).send("hi all\n");
		assertThat(clients).allSatisfy((client) -> assertThat(client.line()).isEqualTo("hi all"));
	}

	@Test
	@DisplayName("CH-07 a page pushes to one client or to all")
	void pagePushesToOneClientOrToAll() {
		Application cluster = run(Pages.class, "workerman.listeners.chat.address=text://127.0.0.1:0",
				"workerman.listeners.chat.count=2", "workerman.listeners.page.address=http://127.0.0.1:0");
		Peer one = connect(cluster, "chat");
		Peer other = connect(cluster, "chat");
		String id = one.line();
		other.line();
		assertThat(get(cluster, "/?content=X")).isEqualTo("ok");
		assertThat(one.line() + other.line()).isEqualTo("XX");
		assertThat(get(cluster, "/?to=" + id + "&content=Y")).isEqualTo("ok");
		assertThat(get(cluster, "/?to=00000000000000000000&content=Z")).isEqualTo("ok");
		assertThat(get(cluster, "/?content=end")).isEqualTo("ok");
		assertThat(one.line() + one.line() + other.line()).isEqualTo("Yendend");
	}

	private String get(Application application, String target) {
		try (Peer peer = application.connect("page")) {
			peer.send("GET %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".formatted(target));
			int length = 0;
			for (String line = peer.line().strip(); !line.isEmpty(); line = peer.line().strip()) {
				if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
					length = Integer.parseInt(line.substring(15).strip());
				}
			}
			return peer.text(length);
		}
	}

	@Test
	@DisplayName("CH-08 groups that clients ask for")
	void groupIsReachedInAllProcesses() {
		Application groups = run(Groups.class, "workerman.listeners.chat.address=text://127.0.0.1:0",
				"workerman.listeners.chat.count=3");
		Peer one = connect(groups, "chat");
		Peer two = connect(groups, "chat");
		Peer three = connect(groups, "chat");
		for (Peer member : List.of(one, two)) {
			assertThat(member.send("{\"cmd\":\"add_group\",\"group_id\":\"123\"}\n").line()).isEqualTo("joined");
		}
		three.send("{\"cmd\":\"send_to_group\",\"group_id\":\"123\",\"message\":\"hi\"}\n");
		assertThat(one.line() + two.line()).isEqualTo("hihi");
		one.close();
		two.close();
		WorkermanTemplate template = groups.bean(WorkermanTemplate.class);
		Awaitility.await().until(() -> template.groups().isEmpty());
	}

	@Test
	@DisplayName("F-03 push to a uid")
	void firstMessageIsTheUid() {
		Application users = run(Users.class, "workerman.listeners.chat.address=text://127.0.0.1:0",
				"workerman.listeners.chat.count=2");
		Peer one = connect(users, "chat");
		Peer two = connect(users, "chat");
		assertThat(one.send("ann\n").line()).isEqualTo("login success, your uid is ann");
		assertThat(two.send("bob\n").line()).isEqualTo("login success, your uid is bob");
		connect(users, "chat");
		one.send("bob:hello\nnobody:hello\nall:everybody\n");
		assertThat(two.line() + two.line() + one.line()).isEqualTo("helloeverybodyeverybody");
		two.close();
		WorkermanTemplate template = users.bean(WorkermanTemplate.class);
		Awaitility.await().until(() -> !template.isUidOnline("bob"));
	}

	@Test
	@DisplayName("F-05 push from another program")
	void otherProgramPushesByAnInnerPort() {
		Application inner = run(Inner.class, "workerman.listeners.chat.address=text://127.0.0.1:0",
				"workerman.listeners.inner.address=text://127.0.0.1:0");
		Peer client = connect(inner, "chat");
		assertThat(client.send("uid1\n").line()).isEqualTo("uid1");
		Peer program = connect(inner, "inner");
		assertThat(program.send("{\"uid\":\"uid1\",\"percent\":\"88%\"}\n").line()).isEqualTo("ok");
		assertThat(client.line()).isEqualTo("{\"uid\":\"uid1\",\"percent\":\"88%\"}");
		assertThat(program.send("{\"uid\":\"uid2\",\"percent\":\"88%\"}\n").line()).isEqualTo("fail");
	}

	@Test
	@DisplayName("C-26 a message that was not acknowledged is sent again when its user comes back")
	void messageThatWasNotAcknowledgedIsSentAgain() {
		Application mail = run(Mailbox.class, "workerman.listeners.chat.address=text://127.0.0.1:0");
		Mailbox mailbox = mail.bean(Mailbox.class);
		Peer first = connect(mail, "chat");
		assertThat(first.send("login ann\n").line()).isEqualTo("0 waiting");
		mailbox.deliver("ann", "one");
		mailbox.deliver("ann", "two");
		assertThat(first.line() + "," + first.line()).isEqualTo("1 one,2 two");
		first.send("ack 1\n");
		Awaitility.await().until(() -> mailbox.unread("ann") == 1);
		first.close();
		mailbox.deliver("ann", "three");
		Peer again = connect(mail, "chat");
		assertThat(again.send("login ann\n").line()).isEqualTo("2 waiting");
		assertThat(again.line() + "," + again.line()).isEqualTo("2 two,3 three");
		again.send("ack 2\nack 3\n");
		Awaitility.await().until(() -> mailbox.unread("ann") == 0);
	}

	@WorkerHandler("chat")
	@WorkerScope
	static class Broadcast {

		private final ChannelClient channels;

		private @Nullable WorkerProcess process;

		Broadcast(ChannelClient channels) {
			this.channels = channels;
		}

		@OnWorkerStart
		void started(WorkerProcess process) {
			this.process = process;
		}

		@OnConnect
		String connected() {
			return "hello";
		}

		@OnMessage
		void said(String message) {
			this.channels.publish("broadcast", message);
		}

		@OnChannel("broadcast")
		void broadcast(String message) {
			if (this.process != null) {
				this.process.connections().forEach((connection) -> connection.send(message));
			}
		}

	}

	static class Pushing {

		private final WorkermanTemplate template;

		Pushing(WorkermanTemplate template) {
			this.template = template;
		}

		WorkermanTemplate template() {
			return this.template;
		}

	}

	@WorkerHandler
	static class Pages extends Pushing {

		Pages(WorkermanTemplate template) {
			super(template);
		}

		@OnConnect
		@Nullable String connected(Connection connection) {
			return connection.worker().name().equals("chat") ? template().clientId(connection) : null;
		}

		@OnMessage
		String push(HttpRequest request) {
			String to = request.query("to");
			String content = String.valueOf(request.query("content"));
			if (to != null) {
				template().sendToClient(to, content);
			}
			else {
				template().listener("chat").sendToAll(content);
			}
			return "ok";
		}

	}

	record Command(String cmd, @JsonProperty("group_id") String groupId, @Nullable String message) {

	}

	@WorkerHandler("chat")
	static class Groups extends Pushing {

		Groups(WorkermanTemplate template) {
			super(template);
		}

		@OnMessage
		@Nullable CompletionStage<String> command(Connection connection, Command command) {
			String group = command.groupId();
			if (command.cmd().equals("add_group")) {
				return template().joinGroup(template().clientId(connection), group).thenApply((joined) -> "joined");
			}
			template().sendToGroup(group, String.valueOf(command.message()));
			return null;
		}

	}

	@WorkerHandler("chat")
	static class Users extends Pushing {

		Users(WorkermanTemplate template) {
			super(template);
		}

		@OnMessage
		@Nullable CompletionStage<String> message(Connection connection, @Uid @Nullable String uid, String message) {
			if (uid == null) {
				return template().bindUid(template().clientId(connection), message)
					.thenApply((bound) -> "login success, your uid is " + message);
			}
			String[] parts = message.split(":", 2);
			if (parts[0].equals("all")) {
				return template().queries()
					.uids()
					.thenCompose((uids) -> template().sendToUids(uids, parts[1]))
					.thenCompose((sent) -> CompletableFuture.completedFuture(null));
			}
			template().sendToUid(parts[0], parts[1]);
			return null;
		}

	}

	record Progress(String uid, String percent) {

	}

	@WorkerHandler
	static class Inner extends Pushing {

		Inner(WorkermanTemplate template) {
			super(template);
		}

		@OnMessage
		CompletionStage<String> message(Connection connection, String message) {
			if (connection.worker().name().equals("chat")) {
				return template().bindUid(template().clientId(connection), message).thenApply((bound) -> message);
			}
			String uid = message.split("\"")[3];
			return template().sendToUid(uid, message).thenApply((result) -> (result.accepted() > 0) ? "ok" : "fail");
		}

	}

	/**
	 * Messages are kept until the client says that it has got them. A real one keeps them
	 * in a database.
	 */
	@WorkerHandler("chat")
	static class Mailbox extends Pushing {

		private final AtomicLong ids = new AtomicLong();

		private final Map<String, Map<Long, String>> unread = new ConcurrentHashMap<>();

		Mailbox(WorkermanTemplate template) {
			super(template);
		}

		private Map<Long, String> of(String uid) {
			return this.unread.computeIfAbsent(uid, (missing) -> new ConcurrentSkipListMap<>());
		}

		int unread(String uid) {
			return of(uid).size();
		}

		void deliver(String uid, String message) {
			long id = this.ids.incrementAndGet();
			of(uid).put(id, message);
			template().sendToUid(uid, id + " " + message);
		}

		@OnMessage
		void message(Connection connection, @Uid @Nullable String uid, String message) {
			String[] words = message.split(" ");
			if (words[0].equals("login")) {
				template().bindUid(template().clientId(connection), words[1]);
				connection.send(unread(words[1]) + " waiting");
				of(words[1]).forEach((id, kept) -> connection.send(id + " " + kept));
			}
			else if (uid != null) {
				of(uid).remove(Long.valueOf(words[1]));
			}
		}

	}

}
