package io.workerman.sample;

import org.jspecify.annotations.Nullable;

import io.workerman.annotation.OnClose;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.OnTimer;
import io.workerman.annotation.OnWebSocketConnect;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.Connection;

/**
 * Lets browsers into the room.
 */
@WorkerHandler("chat")
class ChatHandler {

	private final Room room;

	ChatHandler(Room room) {
		this.room = room;
	}

	@OnWebSocketConnect
	void enter(Connection connection) {
		this.room.enter(connection);
	}

	@OnMessage
	void hear(Connection connection, Wish wish) {
		if (wish.name() != null) {
			this.room.rename(connection, wish.name());
		}
		if (wish.text() != null) {
			this.room.say(connection, wish.text());
		}
	}

	@OnClose
	void leave(Connection connection) {
		this.room.leave(connection);
	}

	@OnTimer(interval = "${sample.time-interval:10s}", process = 0)
	void tellTime() {
		this.room.tellTime();
	}

	/**
	 * What a browser sends, as JSON.
	 *
	 * @param name the name it wants to have
	 * @param text the text it wants to say
	 */
	record Wish(@Nullable String name, @Nullable String text) {

	}

}
