package io.workerman.sample;

import io.workerman.annotation.OnClose;
import io.workerman.annotation.OnConnect;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.Connection;

/**
 * Lets terminals into the room: {@code telnet localhost 2347}.
 */
@WorkerHandler("telnet")
class TelnetHandler {

	private final Room room;

	TelnetHandler(Room room) {
		this.room = room;
	}

	@OnConnect
	void enter(Connection connection) {
		this.room.enter(connection);
	}

	@OnMessage
	void say(Connection connection, String line) {
		this.room.say(connection, line);
	}

	@OnClose
	void leave(Connection connection) {
		this.room.leave(connection);
	}

}
