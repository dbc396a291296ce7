package io.workerman.sample;

import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

import io.workerman.engine.Connection;
import io.workerman.engine.Worker;

/**
 * The one room that browsers and terminals share. Its members come and go on several
 * processes, so those who change the list of members take turns; nobody else waits.
 */
@Component
class Room {

	private static final int LONGEST_NAME = 24;

	private final AtomicLong entered = new AtomicLong();

	private final ConcurrentMap<Long, String> members = new ConcurrentSkipListMap<>();

	private final Worker browsers;

	private final Worker terminals;

	Room(@Qualifier("chat") Worker browsers, @Qualifier("telnet") Worker terminals) {
		this.browsers = browsers;
		this.terminals = terminals;
	}

	synchronized void enter(Connection connection) {
		String name = "user[" + this.entered.incrementAndGet() + "]";
		this.members.put(connection.id(), name);
		if (connection.worker() == this.browsers) {
			connection.send(new RoomEvent(RoomEvent.Type.WELCOME, name, "", names()));
		}
		this.browsers.broadcast(new RoomEvent(RoomEvent.Type.JOINED, name, "", names()),
				(other) -> other != connection);
	}

	synchronized void leave(Connection connection) {
		String name = this.members.remove(connection.id());
		if (name != null) {
			this.browsers.broadcast(new RoomEvent(RoomEvent.Type.LEFT, name, "", names()));
			this.terminals.broadcast(name + " logout");
		}
	}

	synchronized void rename(Connection connection, String wish) {
		String name = oneLine(wish);
		String old = this.members.get(connection.id());
		boolean free = !name.isEmpty() && name.length() <= LONGEST_NAME && !this.members.containsValue(name);
		if (old != null && free) {
			this.members.put(connection.id(), name);
			this.browsers.broadcast(new RoomEvent(RoomEvent.Type.RENAMED, old, name, names()));
			this.terminals.broadcast(old + " is now " + name);
		}
	}

	void say(Connection connection, String message) {
		String name = this.members.get(connection.id());
		String text = oneLine(message);
		if (name != null && !text.isEmpty()) {
			this.browsers.broadcast(new RoomEvent(RoomEvent.Type.SAID, name, text, List.of()));
			this.terminals.broadcast(name + " said: " + text);
		}
	}

	void tellTime() {
		String time = LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS).toString();
		this.browsers.broadcast(new RoomEvent(RoomEvent.Type.TIME, "", time, names()));
		this.terminals.broadcast("time: " + time);
	}

	private List<String> names() {
		return List.copyOf(this.members.values());
	}

	/**
	 * Line breaks would let one member put words into the mouth of another, and control
	 * characters could take over a terminal.
	 */
	private static String oneLine(String text) {
		return text.replaceAll("\\p{Cntrl}+", " ").strip();
	}

}
