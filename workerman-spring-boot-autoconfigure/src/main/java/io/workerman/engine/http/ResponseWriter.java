package io.workerman.engine.http;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.CodecContext;
import io.workerman.engine.JsonCodec;
import io.workerman.engine.http.parser.HeaderFields;
import io.workerman.engine.http.parser.HttpDate;
import io.workerman.engine.http2.RequestStream;
import io.workerman.engine.http2.ResponseHead;

/**
 * Writes responses (RFC 9112, section 4). Used by several threads.
 */
class ResponseWriter {

	private static final byte[] OK = ascii("HTTP/1.1 200 OK\r\n");

	private static final byte[] CONTENT_LENGTH = ascii("Content-Length: ");

	private static final String HTML = "text/html;charset=utf-8";

	private static final int END_OF_LINE = '\r' << 8 | '\n';

	private final CodecContext context;

	private final @Nullable Gzip gzip;

	/**
	 * Create a writer.
	 * @param context the context of the codec
	 * @param gzip compresses bodies, or {@code null} if none are
	 */
	ResponseWriter(CodecContext context, @Nullable Gzip gzip) {
		this.context = context;
		this.gzip = gzip;
	}

	JsonCodec json() {
		return this.context.json();
	}

	@Nullable Gzip gzip() {
		return this.gzip;
	}

	/**
	 * Append a response whose body is in memory.
	 */
	void write(ByteBuf out, HttpResponse response, Terms terms) {
		Object body = response.body();
		if (response.isBodiless()) {
			head(out, response, null, terms);
			endHead(out, false);
		}
		else if (this.gzip != null) {
			writeBytes(out, response, bytes(body), this.gzip, terms);
		}
		else if (body instanceof String text) {
			byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
			head(out, response, HTML, terms);
			length(out, bytes.length);
			if (!terms.headOnly()) {
				out.writeBytes(bytes);
			}
		}
		else {
			writeBytes(out, response, bytes(body), defaultContentType(body), terms);
		}
	}

	private void writeBytes(ByteBuf out, HttpResponse response, ByteBuf bytes, @Nullable String defaultContentType,
			Terms terms) {
		head(out, response, defaultContentType, terms);
		length(out, bytes.readableBytes());
		if (!terms.headOnly()) {
			out.writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
		}
	}

	private void writeBytes(ByteBuf out, HttpResponse response, ByteBuf bytes, Gzip gzip, Terms terms) {
		String defaultContentType = (response.body() instanceof String) ? HTML : defaultContentType(response.body());
		String contentType = response.contentTypeOr(defaultContentType);
		if (gzip.covers(response, contentType, bytes.readableBytes())) {
			boolean compressed = terms.takesGzip();
			writeBytes(out, Gzip.describe(response, compressed), compressed ? gzip.compress(bytes) : bytes, contentType,
					terms);
		}
		else {
			writeBytes(out, response, bytes, contentType, terms);
		}
	}

	/**
	 * Append the head of a response whose body, of so many bytes, is sent behind it.
	 */
	void writeHead(ByteBuf out, HttpResponse response, long length, Terms terms) {
		head(out, response, null, terms);
		length(out, length);
	}

	/**
	 * Append the head of a response whose body comes in parts.
	 */
	void writeStreamHead(ByteBuf out, HttpResponse response, Terms terms) {
		head(out, response, HTML, terms);
		if (terms.minorVersion() > 0) {
			field(out, "Transfer-Encoding", "chunked");
		}
		endHead(out, true);
	}

	/**
	 * Lets the head of a response leave whose body comes in parts, and not with the first
	 * of them.
	 * @return what to do for that on the process, or {@code null} for nothing
	 */
	@Nullable Runnable opened() {
		return null;
	}

	/**
	 * Nothing will be added to the response. Runs on the process.
	 * @param whole whether it is whole
	 */
	void responded(boolean whole) {
	}

	/**
	 * The bytes of a body, which belong to it.
	 */
	ByteBuf bytes(@Nullable Object body) {
		if (body == null) {
			return Unpooled.EMPTY_BUFFER;
		}
		if (body instanceof ByteBuf buffer) {
			return buffer;
		}
		if (body instanceof String text) {
			return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8));
		}
		return Unpooled.wrappedBuffer((body instanceof byte[] bytes) ? bytes : json().write(body));
	}

	private static @Nullable String defaultContentType(@Nullable Object body) {
		if (body == null) {
			return null;
		}
		return (body instanceof byte[] || body instanceof ByteBuf) ? "application/octet-stream" : "application/json";
	}

	void head(ByteBuf out, HttpResponse response, @Nullable String defaultContentType, Terms terms) {
		String contentType = response.contentTypeOr(defaultContentType);
		if (response.isPlain() && HTML.equals(contentType) && terms.isPlain()) {
			out.writeBytes(Second.at(this.context.now()).usualHead);
			return;
		}
		statusLine(out, response.status());
		if (contentType != null) {
			field(out, "Content-Type", contentType);
		}
		List<String> names = response.names();
		boolean dated = false;
		for (int i = 0; i < names.size(); i++) {
			field(out, names.get(i), response.values().get(i));
			dated = dated || names.get(i).equalsIgnoreCase("date");
		}
		if (terms.sessionCookie() != null) {
			field(out, "Set-Cookie", terms.sessionCookie());
		}
		if (!dated) {
			field(out, "Date", date());
		}
		String connection = response.connection();
		if (!terms.persistent()) {
			field(out, "Connection", (connection != null && response.closes()) ? connection : "close");
		}
		else if (terms.minorVersion() == 0) {
			field(out, "Connection", "keep-alive");
		}
	}

	/**
	 * The value of the Date header.
	 */
	String date() {
		return Second.at(this.context.now()).date;
	}

	private static void statusLine(ByteBuf out, int status) {
		if (status == 200) {
			out.writeBytes(OK);
			return;
		}
		String reason = HttpResponseStatus.valueOf(status).reasonPhrase();
		ByteBufUtil.writeAscii(out, "HTTP/1.1 " + status + ' ' + reason);
		end(out);
	}

	private static void field(ByteBuf out, String name, String value) {
		ByteBufUtil.writeAscii(out, name);
		out.writeShort(':' << 8 | ' ');
		ByteBufUtil.writeUtf8(out, value);
		end(out);
	}

	/**
	 * Append the length of a body, and the end of the head before it.
	 */
	void length(ByteBuf out, long length) {
		out.writeBytes(CONTENT_LENGTH);
		digits(out, length);
		out.writeInt(END_OF_LINE << 16 | END_OF_LINE);
	}

	private static void digits(ByteBuf out, long number) {
		if (number > 9) {
			digits(out, number / 10);
		}
		out.writeByte('0' + (int) (number % 10));
	}

	/**
	 * Append the end of a head.
	 * @param body whether a body follows, whose length is not known
	 */
	void endHead(ByteBuf out, boolean body) {
		end(out);
	}

	private static void end(ByteBuf out) {
		out.writeShort(END_OF_LINE);
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * What a request says about its answer.
	 *
	 * @param headOnly whether the body is left out
	 * @param persistent whether the connection stays open
	 * @param minorVersion the minor version of HTTP/1 that the client speaks
	 * @param sessionCookie the cookie that tells the client of its session, or
	 * {@code null} if it knows
	 * @param fields the header of the request
	 */
	record Terms(boolean headOnly, boolean persistent, int minorVersion, @Nullable String sessionCookie,
			HeaderFields fields) {

		/**
		 * The answer is the last on its connection.
		 */
		static final Terms LAST = new Terms(false, false, 1, null, HeaderFields.NONE);

		/**
		 * What a request says (RFC 9112, section 9.3). Its session is kept.
		 * @param request the request
		 * @param response the answer, which may close the connection
		 * @return the terms
		 */
		static Terms of(HttpRequest request, HttpResponse response) {
			int minorVersion = request.line().minorVersion();
			boolean persistent = (minorVersion > 0)
					|| (!response.isStream() && request.hasToken("connection", "keep-alive"));
			Session.OfRequest session = request.sessionIfAsked();
			return new Terms(request.method().equals("HEAD"),
					persistent && !request.hasToken("connection", "close") && !response.closes(), minorVersion,
					(session != null) ? session.cookie() : null, request.fields());
		}

		/**
		 * Whether the connection stays open without a word, and there is no cookie.
		 */
		boolean isPlain() {
			return this.persistent && this.minorVersion > 0 && this.sessionCookie == null;
		}

		/**
		 * Whether the client takes bodies compressed with gzip.
		 * @return whether it does
		 */
		boolean takesGzip() {
			return this.fields.allows("accept-encoding", "gzip");
		}

	}

	/**
	 * Writes the one response of an HTTP/2 stream: what is appended is its body only.
	 */
	static final class OfStream extends ResponseWriter {

		private final RequestStream stream;

		private ResponseHead head = new ResponseHead(200);

		private boolean headOnly;

		OfStream(CodecContext context, @Nullable Gzip gzip, RequestStream stream) {
			super(context, gzip);
			this.stream = stream;
		}

		@Override
		void head(ByteBuf out, HttpResponse response, @Nullable String defaultContentType, Terms terms) {
			ResponseHead head = new ResponseHead(response.status());
			String contentType = response.contentTypeOr(defaultContentType);
			if (contentType != null) {
				head.add("content-type", contentType);
			}
			for (int i = 0; i < response.names().size(); i++) {
				head.add(response.names().get(i), response.values().get(i));
			}
			if (terms.sessionCookie() != null) {
				head.add("set-cookie", terms.sessionCookie());
			}
			if (response.header("date") == null) {
				head.add("date", date());
			}
			this.head = head;
			this.headOnly = terms.headOnly();
		}

		@Override
		void length(ByteBuf out, long length) {
			this.head.add("content-length", Long.toString(length));
			this.stream.respond(this.head, this.headOnly ? 0 : length);
		}

		@Override
		void endHead(ByteBuf out, boolean body) {
			this.stream.respond(this.head, (body && !this.headOnly) ? -1 : 0);
		}

		@Override
		Runnable opened() {
			return this.stream::sendHead;
		}

		@Override
		void responded(boolean whole) {
			this.stream.responded(whole);
		}

	}

	/**
	 * What is the same in all responses of a second.
	 */
	private static final class Second {

		private static final long NANOS = 1_000_000_000;

		private static volatile Second current = new Second(System.nanoTime() - NANOS, System.currentTimeMillis());

		private final long end;

		/**
		 * The value of the Date header (RFC 9110, section 5.6.7).
		 */
		private final String date;

		/**
		 * The head of most responses.
		 */
		private final byte[] usualHead;

		private Second(long now, long millis) {
			this.end = now + NANOS - millis % 1000 * 1_000_000;
			this.date = HttpDate.format(millis);
			this.usualHead = ascii("HTTP/1.1 200 OK\r\nContent-Type: " + HTML + "\r\nDate: " + this.date + "\r\n");
		}

		/**
		 * The second of a time.
		 * @param now the time, by {@link System#nanoTime()}, or a moment ago
		 * @return the second
		 */
		static Second at(long now) {
			Second second = current;
			if (now - second.end >= 0) {
				second = new Second(now, System.currentTimeMillis());
				current = second;
			}
			return second;
		}

	}

}
