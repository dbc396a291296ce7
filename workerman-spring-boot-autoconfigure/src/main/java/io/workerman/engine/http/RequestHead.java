package io.workerman.engine.http;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The head of one request while it is being received: the request line and the header.
 */
final class RequestHead {

	/**
	 * The size in bytes that a head must not reach.
	 */
	static final int MAX_SIZE = 16 * 1024;

	private LineReader lines = new LineReader(MAX_SIZE, 431);

	private @Nullable Line line;

	private HeaderFields.@Nullable Reader fieldsReader;

	private HeaderFields fields = HeaderFields.NONE;

	/**
	 * Take what has come.
	 * @param in the buffer
	 * @return whether the head is complete
	 * @throws HttpRefusal if it is malformed or too large
	 */
	boolean read(ByteBuf in) throws HttpRefusal {
		HeaderFields.Reader fieldsReader = this.fieldsReader;
		if (fieldsReader == null) {
			this.line = readLine(in);
			if (this.line == null) {
				return false;
			}
			fieldsReader = new HeaderFields.Reader(this.lines);
			this.fieldsReader = fieldsReader;
		}
		HeaderFields fields = fieldsReader.read(in);
		if (fields == null) {
			return false;
		}
		this.fields = fields;
		checkHost();
		return true;
	}

	private @Nullable Line readLine(ByteBuf in) throws HttpRefusal {
		int length = this.lines.next(in);
		while (length == 0) {
			in.skipBytes(2);
			this.lines = new LineReader(MAX_SIZE, 431);
			length = this.lines.next(in);
		}
		if (length > 0) {
			Line complete = Line.read(in, length);
			in.skipBytes(2);
			return complete;
		}
		if (in.isReadable() && in.getByte(in.readerIndex()) != '\r') {
			Line.checkStart(in);
		}
		return null;
	}

	private void checkHost() throws HttpRefusal {
		int count = this.fields.count("host");
		if (count > 1 || (count == 0 && line().minorVersion() > 0)) {
			throw new HttpRefusal(400, "There must be one Host header");
		}
		String host = this.fields.get("host");
		if (host != null && !HttpGrammar.isHost(host)) {
			throw new HttpRefusal(400, "The Host header is malformed");
		}
	}

	/**
	 * The body that the head announces (RFC 9112, section 6.3).
	 * @param limit the largest size in bytes
	 * @return the body, nothing of which has been read
	 * @throws HttpRefusal if the length is too large, or readers could disagree about it
	 */
	RequestBody body(int limit) throws HttpRefusal {
		String length = this.fields.get("content-length");
		String coding = this.fields.get("transfer-encoding");
		if (coding == null) {
			return RequestBody.Sized.of((length != null) ? length : "0", limit);
		}
		if (length != null || line().minorVersion() == 0 || !coding.equalsIgnoreCase("chunked")) {
			throw new HttpRefusal(400, "The length of the body is ambiguous");
		}
		return new RequestBody.Chunked(limit);
	}

	/**
	 * Whether the client waits for a sign before it sends the body (RFC 9110, section
	 * 10.1.1).
	 * @return whether it does
	 * @throws HttpRefusal if it expects something else
	 */
	boolean expectsContinue() throws HttpRefusal {
		String expected = (line().minorVersion() > 0) ? this.fields.get("expect") : null;
		if (expected != null && !expected.equalsIgnoreCase("100-continue")) {
			throw new HttpRefusal(417, "The expectation is not known");
		}
		return expected != null;
	}

	Line line() {
		if (this.line == null) {
			throw new IllegalStateException("The request line has not come yet");
		}
		return this.line;
	}

	HeaderFields fields() {
		return this.fields;
	}

	/**
	 * The first line of a request (RFC 9112, section 3).
	 *
	 * @param method the method
	 * @param target the request target: a path with an optional query
	 * @param minorVersion the minor version of HTTP/1
	 */
	record Line(String method, String target, int minorVersion) {

		private static final List<String> METHODS = List.of("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH");

		/**
		 * Refuse what cannot become a request line before the line is complete.
		 * @param in the buffer, whose reader index is at the start of the line
		 * @throws HttpRefusal if the first bytes are not those of a method
		 */
		static void checkStart(ByteBuf in) throws HttpRefusal {
			for (String method : METHODS) {
				if (startsLike(method, in)) {
					return;
				}
			}
			throw new HttpRefusal(400, "The method is not known");
		}

		private static boolean startsLike(String method, ByteBuf in) {
			int length = Math.min(in.readableBytes(), method.length() + 1);
			for (int i = 0; i < length; i++) {
				int expected = (i < method.length()) ? method.charAt(i) : ' ';
				if (in.getByte(in.readerIndex() + i) != expected) {
					return false;
				}
			}
			return true;
		}

		/**
		 * Take a request line.
		 * @param in the buffer, whose reader index is at the start of the line
		 * @param length the length of the line
		 * @return the request line
		 * @throws HttpRefusal if it is malformed or not served
		 */
		static Line read(ByteBuf in, int length) throws HttpRefusal {
			checkStart(in);
			String line = in.readCharSequence(length, StandardCharsets.ISO_8859_1).toString();
			int targetStart = line.indexOf(' ') + 1;
			int targetEnd = line.indexOf(' ', targetStart);
			if (targetStart == 0 || targetEnd < 0) {
				throw new HttpRefusal(400, "The request line is malformed");
			}
			String method = line.substring(0, targetStart - 1);
			String target = line.substring(targetStart, targetEnd);
			int minorVersion = minorVersion(line.substring(targetEnd + 1));
			if (!HttpGrammar.isOriginForm(target)) {
				throw new HttpRefusal(400, "The request target is not a path");
			}
			return new Line(METHODS.get(METHODS.indexOf(method)), target, minorVersion);
		}

		private static int minorVersion(String version) throws HttpRefusal {
			return switch (version) {
				case "HTTP/1.1" -> 1;
				case "HTTP/1.0" -> 0;
				default -> {
					if (version.matches("HTTP/\\d\\.\\d")) {
						throw new HttpRefusal(505, "The version of HTTP is not supported");
					}
					throw new HttpRefusal(400, "The version is malformed");
				}
			};
		}

	}

}
