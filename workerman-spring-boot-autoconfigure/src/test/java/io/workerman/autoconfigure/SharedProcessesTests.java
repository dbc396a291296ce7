package io.workerman.autoconfigure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.workerman.annotation.OnClose;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;
import io.workerman.annotation.WorkerScope;
import io.workerman.engine.Connection;
import io.workerman.engine.Worker;
import io.workerman.engine.Worker.State;
import io.workerman.engine.Workers;
import io.workerman.metrics.WorkermanMetrics;
import io.workerman.peer.Application;
import io.workerman.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * Listeners that share their processes.
 */
class SharedProcessesTests {

	private static final List<String> CHAT_AND_PUSH = List.of(
			"workerman.listeners.chat.address=websocket://127.0.0.1:0",
			"workerman.listeners.push.address=text://127.0.0.1:0",
			"workerman.listeners.push.share-processes-with=chat");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WorkermanAutoConfiguration.class))
		.withPropertyValues("workerman.listeners.chat.address=tcp://127.0.0.1:0", "workerman.listeners.chat.count=2",
				"workerman.listeners.web.auto-start=false", "workerman.listeners.push.address=tcp://127.0.0.1:0");

	private static Peer webSocket(Application application, String uid) {
		Peer peer = application.connect("chat");
		peer.send(String.join("\r\n", "GET / HTTP/1.1", "Host: a", "Upgrade: websocket", "Connection: Upgrade",
				"Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", ""));
		for (String line = peer.line(); !line.equals("\r"); line = peer.line()) {
			assertThat(line).isNotEmpty();
		}
		byte[] frame = new byte[6 + uid.length()];
		frame[0] = (byte) 0x81;
		frame[1] = (byte) (0x80 | uid.length());
		for (int i = 0; i < uid.length(); i++) {
			frame[6 + i] = (byte) uid.charAt(i);
		}
		peer.send(frame);
		assertThat(message(peer)).isEqualTo("hello " + uid);
		return peer;
	}

	private static String message(Peer peer) {
		assertThat(peer.read()).isEqualTo(0x81);
		return peer.text(peer.read());
	}

	@Test
	@DisplayName("F-05 S-04 W-63 Another program pushes over a text listener that shares its processes with the WebSockets")
	void pushWhenProcessesAreSharedReachesTheUid() {
		try (Application application = Application.run(CHAT_AND_PUSH, Users.class, Chat.class, Push.class);
				Peer browser = webSocket(application, "uid1");
				Peer caller = application.connect("push")) {
			assertThat(caller.send("{\"uid\":\"uid1\",\"percent\":\"88%\"}\n").line()).isEqualTo("ok");
			assertThat(message(browser)).isEqualTo("{\"uid\":\"uid1\",\"percent\":\"88%\"}");
			assertThat(caller.send("{\"uid\":\"uid2\",\"percent\":\"88%\"}\n").line()).isEqualTo("fail");
		}
	}

	@Test
	@DisplayName("A reload of the listener that owns the processes renews the beans of both")
	void reloadWhenSharedRenewsTheBeansOfBoth() throws Exception {
		try (Application application = Application.run(CHAT_AND_PUSH, Users.class, Chat.class, Push.class);
				Peer before = webSocket(application, "uid1");
				Peer caller = application.connect("push")) {
			String notice = "{\"uid\":\"uid1\",\"percent\":\"1%\"}\n";
			assertThat(caller.send(notice).line()).isEqualTo("ok");
			message(before);
			worker(application, "push").reload().toCompletableFuture().get(10, TimeUnit.SECONDS);
			assertThat(caller.send(notice).line()).isEqualTo("ok");
			message(before);
			int destroyed = Users.destroyed.get();
			application.bean(Workers.class).reload().toCompletableFuture().get(10, TimeUnit.SECONDS);
			assertThat(Users.destroyed).hasValue(destroyed + 1);
			assertThat(caller.send(notice).line()).isEqualTo("fail");
			try (Peer after = webSocket(application, "uid1")) {
				assertThat(caller.send(notice).line()).isEqualTo("ok");
				message(after);
			}
			worker(application, "push").stop();
			try (Peer again = webSocket(application, "uid3")) {
				worker(application, "push").start();
				try (Peer next = Peer.connect(worker(application, "push").port())) {
					assertThat(next.send(notice.replace("uid1", "uid3")).line()).isEqualTo("ok");
					message(again);
				}
			}
			assertThat(Users.destroyed).hasValue(destroyed + 1);
		}
	}

	private static Worker worker(Application application, String name) {
		return application.context().getBean(name, Worker.class);
	}

	@Test
	@DisplayName("Meters count each event loop once")
	void metersWhenSharedCountEachLoopOnce() {
		this.runner.withPropertyValues("workerman.listeners.push.share-processes-with=chat").run((context) -> {
			SimpleMeterRegistry registry = new SimpleMeterRegistry();
			new WorkermanMetrics(context.getBean(Workers.class)).bindTo(registry);
			assertThat(registry.find("netty.eventexecutor.tasks.pending").meters()).extracting(Meter::getId)
				.extracting((id) -> id.getTag("name"))
				.containsExactlyInAnyOrder("workerman-chat-0", "workerman-chat-1", "workerman-web-0");
			assertThat(registry.find("workerman.eventloop.lag").meters()).extracting(Meter::getId)
				.extracting((id) -> id.getTag("worker"))
				.containsExactlyInAnyOrder("chat", "web");
			assertThat(registry.find("workerman.connections.active").meters()).hasSize(3);
		});
	}

	@Test
	@DisplayName("S-04 The number of processes is that of the other listener")
	void countWhenSharedIsThatOfTheOther() {
		this.runner
			.withPropertyValues("workerman.defaults.count=3", "workerman.listeners.push.share-processes-with=chat")
			.run((context) -> {
				assertThat(context.getBean("push", Worker.class).count()).isEqualTo(2);
				assertThat(context.getBean("push", Worker.class).state()).isEqualTo(State.RUNNING);
				assertThat(context.getEnvironment().getProperty("local.workerman.push.port", Integer.class))
					.isEqualTo(context.getBean("push", Worker.class).port());
			});
		assertInvalid("workerman.listeners.push.count", 4,
				"The listener has the processes of 'chat' (workerman.listeners.push.share-processes-with), of which"
						+ " there are 2. Remove the property, or set it to 2",
				"share-processes-with=chat", "count=4");
	}

	@Test
	@DisplayName("S-04 Processes that cannot be shared are named with their property")
	void impossibleSharingIsNamed() {
		String key = "workerman.listeners.push.share-processes-with";
		String cure = ". Name a listener with processes of its own (%s), or remove the property";
		assertInvalid(key, "chatt", "There is no listener of that name" + cure.formatted("chat, web"),
				"share-processes-with=chatt");
		assertInvalid(key, "push", "It is the listener itself" + cure.formatted("chat, web"),
				"share-processes-with=push");
		this.runner
			.withPropertyValues("workerman.listeners.web.share-processes-with=push",
					"workerman.listeners.push.share-processes-with=web")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class,
						(ex) -> assertThat(ex.getReason()).contains("has no processes of its own, but those of '")
							.endsWith(cure.formatted("chat"))));
	}

	private void assertInvalid(String name, Object value, String reason, String... properties) {
		String[] ofPush = List.of(properties)
			.stream()
			.map((property) -> "workerman.listeners.push." + property)
			.toArray(String[]::new);
		this.runner.withPropertyValues(ofPush)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, (ex) -> {
					assertThat(entry(ex.getName(), ex.getValue())).isEqualTo(entry(name, value));
					assertThat(ex.getReason()).isEqualTo(reason);
				}));
	}

	@WorkerScope
	static class Users implements DisposableBean {

		private static final AtomicInteger destroyed = new AtomicInteger();

		private final Map<String, Connection> connections = new HashMap<>();

		void add(String uid, Connection connection) {
			this.connections.put(uid, connection);
		}

		void remove(Connection connection) {
			this.connections.values().remove(connection);
		}

		boolean send(String uid, Object message) {
			Connection connection = this.connections.get(uid);
			if (connection != null) {
				connection.send(message);
			}
			return connection != null;
		}

		@Override
		public void destroy() {
			destroyed.incrementAndGet();
		}

	}

	@WorkerHandler("chat")
	static class Chat {

		private final Users users;

		Chat(Users users) {
			this.users = users;
		}

		@OnMessage
		String enter(Connection connection, String uid) {
			this.users.add(uid, connection);
			return "hello " + uid;
		}

		@OnClose
		void leave(Connection connection) {
			this.users.remove(connection);
		}

	}

	@WorkerHandler("push")
	static class Push {

		private final Users users;

		Push(Users users) {
			this.users = users;
		}

		@OnMessage
		String push(Notice notice) {
			return this.users.send(notice.uid(), notice) ? "ok" : "fail";
		}

	}

	record Notice(String uid, String percent) {

	}

}
