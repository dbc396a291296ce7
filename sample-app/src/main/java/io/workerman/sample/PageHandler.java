package io.workerman.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;

import org.springframework.core.io.ResourceLoader;

import io.workerman.annotation.OnMessage;
import io.workerman.annotation.OnTimer;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.http.HttpRequest;
import io.workerman.engine.http.HttpResponse;
import io.workerman.engine.http.ServerSentEvent;

/**
 * Serves the pages of events and uploads.
 */
@WorkerHandler("web")
class PageHandler {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

	private final String eventsPage;

	private final String uploadPage;

	PageHandler(ResourceLoader resources) throws IOException {
		this.eventsPage = read(resources, "events.html");
		this.uploadPage = read(resources, "upload.html");
	}

	private static String read(ResourceLoader resources, String name) throws IOException {
		return resources.getResource("classpath:" + name).getContentAsString(StandardCharsets.UTF_8);
	}

	@OnMessage
	HttpResponse answer(HttpRequest request) {
		return switch (request.path()) {
			case "/events.html" -> HttpResponse.ok(this.eventsPage);
			case "/events" -> HttpResponse.of(200).contentType("text/event-stream").header("Cache-Control", "no-cache");
			case "/upload.html" -> HttpResponse.ok(this.uploadPage);
			case "/upload" -> HttpResponse.ok(uploads(request));
			default -> HttpResponse.of(404).body("The pages are at /events.html and /upload.html");
		};
	}

	private static List<Upload> uploads(HttpRequest request) {
		return request.files().stream().map((file) -> new Upload(file.fileName(), file.size())).toList();
	}

	@OnTimer(interval = "1s")
	void tick(WorkerProcess process) {
		String now = TIME.format(LocalTime.now(ZoneId.systemDefault()));
		process.worker().broadcast(ServerSentEvent.of(now).event("tick"));
	}

	/**
	 * A file that was uploaded.
	 *
	 * @param name its name at the client
	 * @param size its size in bytes
	 */
	record Upload(String name, long size) {

	}

}
