package io.workerman.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.Resource;

import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.Worker;
import io.workerman.engine.http.HttpRequest;
import io.workerman.engine.http.HttpResponse;

/**
 * Serves the page of the chat. The page finds the room by its own host name, so that it
 * works from another machine too; only the port has to be told.
 */
@WorkerHandler("web")
class PageHandler {

	private final String page;

	private final Worker chat;

	PageHandler(@Value("classpath:chat.html") Resource page, @Qualifier("chat") Worker chat) throws IOException {
		this.page = page.getContentAsString(StandardCharsets.UTF_8);
		this.chat = chat;
	}

	@OnMessage
	HttpResponse answer(HttpRequest request) {
		if (!request.path().equals("/")) {
			return HttpResponse.of(404).body("There is only one page, and it is at /");
		}
		return HttpResponse.ok(this.page.replace("{{port}}", String.valueOf(this.chat.port())));
	}

}
