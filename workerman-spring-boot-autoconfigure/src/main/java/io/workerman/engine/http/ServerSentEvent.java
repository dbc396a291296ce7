package io.workerman.engine.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * An event for a browser's {@code EventSource}, sent in a response whose content type is
 * {@code text/event-stream}. Each method returns a changed copy.
 *
 * @param comment a comment that clients ignore, or {@code null} for none
 * @param event the type of the event, or {@code null} for {@code message}
 * @param id what the client sends as {@code Last-Event-ID} when it comes back, or
 * {@code null} for what it has
 * @param retry how long the client waits before it comes back, or {@code null} for what
 * it does
 * @param data the data, which may have several lines, or {@code null} for none
 */
public record ServerSentEvent(@Nullable String comment, @Nullable String event, @Nullable String id,
		@Nullable Duration retry, @Nullable String data) {

	/**
	 * Check the parts.
	 * @throws IllegalArgumentException if the event or id has a line break
	 */
	public ServerSentEvent {
		checkLine("event", event);
		checkLine("id", id);
	}

	private static void checkLine(String name, @Nullable String value) {
		if (value != null && value.chars().anyMatch((next) -> next == '\r' || next == '\n' || next == 0)) {
			throw new IllegalArgumentException("'%s' must be one line".formatted(name));
		}
	}

	/**
	 * Make an event.
	 * @param data the data
	 * @return the event
	 */
	public static ServerSentEvent of(String data) {
		return new ServerSentEvent(null, null, null, null, data);
	}

	/**
	 * Make a comment, which keeps a quiet stream open.
	 * @param comment the comment, may be empty
	 * @return the comment
	 */
	public static ServerSentEvent comment(String comment) {
		return new ServerSentEvent(comment, null, null, null, null);
	}

	/**
	 * Set the type of the event.
	 * @param event the type
	 * @return the changed event
	 */
	public ServerSentEvent event(String event) {
		return new ServerSentEvent(this.comment, event, this.id, this.retry, this.data);
	}

	/**
	 * Set what the client sends as {@code Last-Event-ID} when it comes back.
	 * @param id the id
	 * @return the changed event
	 */
	public ServerSentEvent id(String id) {
		return new ServerSentEvent(this.comment, this.event, id, this.retry, this.data);
	}

	/**
	 * Set how long the client waits before it comes back.
	 * @param retry the time, in whole milliseconds
	 * @return the changed event
	 */
	public ServerSentEvent retry(Duration retry) {
		return new ServerSentEvent(this.comment, this.event, this.id, retry, this.data);
	}

	byte[] bytes() {
		StringBuilder text = new StringBuilder();
		lines(text, ": ", this.comment);
		lines(text, "event: ", this.event);
		lines(text, "id: ", this.id);
		lines(text, "retry: ", (this.retry != null) ? Long.toString(this.retry.toMillis()) : null);
		lines(text, "data: ", this.data);
		return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
	}

	private static void lines(StringBuilder text, String field, @Nullable String value) {
		if (value != null) {
			for (String line : value.split("\r\n|\r|\n", -1)) {
				text.append(field).append(line).append('\n');
			}
		}
	}

}
