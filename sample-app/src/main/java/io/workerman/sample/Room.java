package io.workerman.sample;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

import io.workerman.annotation.OnChannel;
import io.workerman.engine.Connection;
import io.workerman.engine.Worker;
import io.workerman.engine.cluster.ChannelClient;

/**
 * The one room that browsers and terminals share, also those of other nodes. Its members
 * come and go on several processes, so those who change the list of members take turns;
 * nobody else waits. Each node tells the others who is there with it.
 */
@Component
class Room {

	private static final int LONGEST_NAME = 24;

	private static final Duration FORGOTTEN = Duration.ofSeconds(30);

	private final AtomicLong entered = new AtomicLong();

	private final ConcurrentMap<Long, String> members = new ConcurrentSkipListMap<>();

	private final Map<String, Others> elsewhere = new ConcurrentHashMap<>();

	private final Worker browsers;

	private final Worker terminals;

	private final ChannelClient channels;

	private final String node;

	Room(@Qualifier("chat") Worker browsers, @Qualifier("telnet") Worker terminals, ChannelClient channels,
			@Value("${sample.node:}") String node) {
		this.browsers = browsers;
		this.terminals = terminals;
		this.channels = channels;
		this.node = node;
	}

	synchronized void enter(Connection connection) {
		String name = freeName();
		this.members.put(connection.id(), name);
		if (connection.worker() == this.browsers) {
			connection.send(event(RoomEvent.Type.WELCOME, name, ""));
		}
		tell(new News(this.node, RoomEvent.Type.JOINED, name, "", "", names()), (other) -> other != connection);
	}

	private String freeName() {
		String name;
		do {
			name = "user[" + this.entered.incrementAndGet() + "]";
		}
		while (nodes().containsKey(name));
		return name;
	}

	synchronized void leave(Connection connection) {
		String name = this.members.remove(connection.id());
		if (name != null) {
			tell(new News(this.node, RoomEvent.Type.LEFT, name, "", name + " logout", names()), (other) -> true);
		}
	}

	synchronized void rename(Connection connection, String wish) {
		String name = oneLine(wish);
		String old = this.members.get(connection.id());
		boolean free = !name.isEmpty() && name.length() <= LONGEST_NAME && !nodes().containsKey(name);
		if (old != null && free) {
			this.members.put(connection.id(), name);
			tell(new News(this.node, RoomEvent.Type.RENAMED, old, name, old + " is now " + name, names()),
					(other) -> true);
		}
	}

	void say(Connection connection, String message) {
		String name = this.members.get(connection.id());
		String text = oneLine(message);
		if (name != null && !text.isEmpty()) {
			tell(new News(this.node, RoomEvent.Type.SAID, name, text, name + " said: " + text, names()),
					(other) -> true);
		}
	}

	void tellTime() {
		this.elsewhere.values().removeIf((others) -> others.heard().isBefore(Instant.now().minus(FORGOTTEN)));
		String time = LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS).toString();
		tell(new News(this.node, RoomEvent.Type.TIME, "", time, "time: " + time, names()), (other) -> true);
	}

	private void tell(News news, Predicate<Connection> listeners) {
		show(news, listeners);
		if (!this.node.isEmpty()) {
			this.channels.publish("room", news);
		}
	}

	private void show(News news, Predicate<Connection> listeners) {
		this.browsers.broadcast(event(news.type(), news.user(), news.text()), listeners);
		if (!news.line().isEmpty()) {
			this.terminals.broadcast(news.line());
		}
	}

	/**
	 * Something has happened on a node. Each tells the time itself.
	 */
	@OnChannel("room")
	void hear(News news) {
		if (news.node().equals(this.node)) {
			return;
		}
		Others before = this.elsewhere.put(news.node(), new Others(news.users(), Instant.now()));
		if (news.type() != RoomEvent.Type.TIME) {
			show(news, (other) -> true);
		}
		if (before == null) {
			tellTime();
		}
	}

	private RoomEvent event(RoomEvent.Type type, String user, String text) {
		Map<String, String> nodes = (type != RoomEvent.Type.SAID) ? nodes() : Map.of();
		return new RoomEvent(type, user, text, List.copyOf(nodes.keySet()), this.node.isEmpty() ? Map.of() : nodes);
	}

	private Map<String, String> nodes() {
		Map<String, String> nodes = new LinkedHashMap<>();
		names().forEach((name) -> nodes.put(name, this.node));
		this.elsewhere.forEach((other, users) -> users.names().forEach((name) -> nodes.putIfAbsent(name, other)));
		return nodes;
	}

	private List<String> names() {
		return new ArrayList<>(this.members.values());
	}

	/**
	 * Line breaks would let one member put words into the mouth of another, and control
	 * characters could take over a terminal.
	 */
	private static String oneLine(String text) {
		return text.replaceAll("\\p{Cntrl}+", " ").strip();
	}

	/**
	 * What a node tells the others.
	 *
	 * @param node the node
	 * @param type what happened
	 * @param user who did it
	 * @param text what was said
	 * @param line what terminals are told of it
	 * @param users who is in the room on that node
	 */
	record News(String node, RoomEvent.Type type, String user, String text, String line, List<String> users) {

	}

	/**
	 * Who is in the room on another node.
	 *
	 * @param names their names
	 * @param heard when that node was heard of
	 */
	private record Others(List<String> names, Instant heard) {

	}

}
