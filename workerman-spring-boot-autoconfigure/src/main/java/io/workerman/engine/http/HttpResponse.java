package io.workerman.engine.http;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.http.files.FileRange;
import io.workerman.engine.http.parser.HttpGrammar;

/**
 * A response. It belongs to one request and must not be changed once it was sent.
 * <p>
 * A body is written like a message of its type: a {@code String} as UTF-8
 * ({@code text/html;charset=utf-8} unless a content type is set), a {@code byte[]} or
 * {@code ByteBuf} as it is ({@code application/octet-stream}), any other object as JSON.
 * Content-Length and Date are written by the server.
 * <p>
 * With the header {@code Transfer-Encoding: chunked}, or the content type
 * {@code text/event-stream}, sending the response opens a stream: each {@link Chunk} or
 * {@link ServerSentEvent} that is sent then is a part of it, until {@link Chunk#last()}.
 */
public final class HttpResponse {

	private static final String EVENT_STREAM = "text/event-stream";

	private final int status;

	private List<String> names = List.of();

	private List<String> values = List.of();

	private @Nullable String contentType;

	private @Nullable String connection;

	private boolean chunked;

	private @Nullable Object body;

	private @Nullable Path file;

	private @Nullable FileRange range;

	private HttpResponse(int status) {
		this.status = status;
	}

	/**
	 * Make a response without a body.
	 * @param status the status code, from 200 to 599
	 * @return the response
	 */
	public static HttpResponse of(int status) {
		if (status < 200 || status > 599) {
			throw new IllegalArgumentException("status: %d (expected: 200..599)".formatted(status));
		}
		return new HttpResponse(status);
	}

	/**
	 * Make a response with status 200.
	 * @param body the body, or {@code null} for none
	 * @return the response
	 */
	public static HttpResponse ok(@Nullable Object body) {
		return of(200).body(body);
	}

	/**
	 * Make the description of a problem (RFC 9457), without details: they might tell the
	 * client too much.
	 */
	static HttpResponse problem(int status) {
		String title = HttpResponseStatus.valueOf(status).reasonPhrase();
		return of(status).contentType("application/problem+json")
			.body("{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d}".formatted(title, status));
	}

	/**
	 * Make a response that sends the client elsewhere, with status 302.
	 * @param location the address to go to
	 * @return the response
	 */
	public static HttpResponse redirect(String location) {
		return of(302).header("Location", location);
	}

	/**
	 * Make a response that is a file. It has the content type that the extension of the
	 * file stands for, can be asked for in ranges and under conditions, and is sent
	 * without being read into memory where that is possible. If the file is missing the
	 * client gets 404, if it may not be read 403.
	 * @param file the file
	 * @return the response
	 */
	public static HttpResponse file(Path file) {
		HttpResponse response = of(200);
		response.file = file;
		return response;
	}

	/**
	 * Make a response that is a part of a file, with status 206.
	 * @param file the file
	 * @param start where the part begins, in bytes
	 * @param length how long it is, in bytes; what is behind the end of the file is left
	 * out
	 * @return the response
	 */
	public static HttpResponse file(Path file, long start, long length) {
		if (start < 0 || length < 0) {
			throw new IllegalArgumentException("start: %d, length: %d (expected: both >= 0)".formatted(start, length));
		}
		HttpResponse response = file(file);
		response.range = new FileRange(start, length);
		return response;
	}

	/**
	 * The status code.
	 * @return the status code
	 */
	public int status() {
		return this.status;
	}

	/**
	 * Set a header in place of those of the same name; Set-Cookie headers add up.
	 * Content-Length is computed and cannot be set.
	 * @param name the name
	 * @param value the value
	 * @return this response
	 * @throws IllegalArgumentException if name or value cannot be in a header, such as a
	 * value with a line break
	 */
	public HttpResponse header(String name, String value) {
		if (!HttpGrammar.isToken(name)) {
			throw new IllegalArgumentException("The name of a header is malformed");
		}
		if (!HttpGrammar.isValue(value)) {
			throw new IllegalArgumentException("The value of the header '%s' has a control character".formatted(name));
		}
		switch (name.toLowerCase(Locale.ROOT)) {
			case "content-type" -> this.contentType = value;
			case "connection" -> this.connection = value;
			case "transfer-encoding" -> chunked(value);
			case "content-length" -> {
			}
			case "set-cookie" -> add(name, value);
			default -> {
				remove(name);
				add(name, value);
			}
		}
		return this;
	}

	private void chunked(String coding) {
		if (!coding.equalsIgnoreCase("chunked")) {
			throw new IllegalArgumentException("Transfer-Encoding: %s (expected: chunked)".formatted(coding));
		}
		this.chunked = true;
	}

	/**
	 * Set a header unless there is one of that name.
	 */
	HttpResponse headerIfMissing(String name, String value) {
		return (header(name) == null) ? header(name, value) : this;
	}

	/**
	 * Add a header to those of the same name.
	 */
	HttpResponse append(String name, String value) {
		add(name, value);
		return this;
	}

	/**
	 * The first header of a name.
	 */
	@Nullable String header(String name) {
		for (int i = 0; i < this.names.size(); i++) {
			if (this.names.get(i).equalsIgnoreCase(name)) {
				return this.values.get(i);
			}
		}
		return null;
	}

	/**
	 * A response with the same headers and no body.
	 */
	HttpResponse copy(int status) {
		HttpResponse copy = new HttpResponse(status);
		if (!this.names.isEmpty()) {
			copy.names = new ArrayList<>(this.names);
			copy.values = new ArrayList<>(this.values);
		}
		copy.contentType = this.contentType;
		copy.connection = this.connection;
		return copy;
	}

	private void add(String name, String value) {
		if (this.names.isEmpty()) {
			this.names = new ArrayList<>(4);
			this.values = new ArrayList<>(4);
		}
		this.names.add(name);
		this.values.add(value);
	}

	private void remove(String name) {
		for (int i = this.names.size() - 1; i >= 0; i--) {
			if (this.names.get(i).equalsIgnoreCase(name)) {
				this.names.remove(i);
				this.values.remove(i);
			}
		}
	}

	/**
	 * Set a cookie that lives until the browser closes.
	 * @param name the name
	 * @param value the value
	 * @return this response
	 */
	public HttpResponse cookie(String name, String value) {
		return cookie(Cookie.of(name, value));
	}

	/**
	 * Set a cookie.
	 * @param cookie the cookie
	 * @return this response
	 */
	public HttpResponse cookie(Cookie cookie) {
		return header("Set-Cookie", cookie.headerValue());
	}

	/**
	 * Set the content type.
	 * @param contentType the content type
	 * @return this response
	 */
	public HttpResponse contentType(String contentType) {
		return header("Content-Type", contentType);
	}

	/**
	 * Set the body.
	 * @param body the body, or {@code null} for none
	 * @return this response
	 */
	public HttpResponse body(@Nullable Object body) {
		this.body = body;
		return this;
	}

	List<String> names() {
		return this.names;
	}

	List<String> values() {
		return this.values;
	}

	@Nullable String contentType() {
		return this.contentType;
	}

	@Nullable String contentTypeOr(@Nullable String usual) {
		return (this.contentType != null) ? this.contentType : usual;
	}

	/**
	 * The options that the application wants in the Connection header.
	 * @return the options, or {@code null} if it wants none
	 */
	@Nullable String connection() {
		return this.connection;
	}

	/**
	 * Whether the connection is to be closed behind this response.
	 * @return whether it is
	 */
	boolean closes() {
		return this.connection != null && this.connection.toLowerCase(Locale.ROOT).contains("close");
	}

	@Nullable Object body() {
		return this.body;
	}

	@Nullable Path file() {
		return this.file;
	}

	@Nullable FileRange range() {
		return this.range;
	}

	/**
	 * Whether it says nothing but that all went well.
	 */
	boolean isPlain() {
		return this.status == 200 && this.names.isEmpty();
	}

	/**
	 * Whether responses with this status have no body (RFC 9110, section 6.4.1).
	 * @return whether they have none
	 */
	boolean isBodiless() {
		return this.status == 204 || this.status == 304;
	}

	boolean isStream() {
		if (this.file != null || isBodiless()) {
			return false;
		}
		return this.chunked || (this.body == null && isEventStream());
	}

	boolean isEventStream() {
		return this.contentType != null
				&& this.contentType.regionMatches(true, 0, EVENT_STREAM, 0, EVENT_STREAM.length());
	}

}
