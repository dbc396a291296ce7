package io.workerman.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.Resource;

import io.workerman.annotation.OnClose;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.OnTimer;
import io.workerman.annotation.OnWebSocketConnect;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.Connection;
import io.workerman.engine.http.HttpRequest;
import io.workerman.engine.http.HttpResponse;

/**
 * Lets browsers into the room, and gives them the page for it.
 */
@WorkerHandler("chat")
class ChatHandler {

	private final Room room;

	private final String page;

	ChatHandler(Room room, @Value("classpath:chat.html") Resource page) throws IOException {
		this.room = room;
		this.page = page.getContentAsString(StandardCharsets.UTF_8);
	}

	@OnMessage
	HttpResponse page(HttpRequest request) {
		return request.path().equals("/") ? HttpResponse.ok(this.page) : HttpResponse.of(404).body("The page is at /");
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
