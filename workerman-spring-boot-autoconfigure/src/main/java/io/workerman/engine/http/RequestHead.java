package io.workerman.engine.http;

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

	private @Nullable RequestLine line;

	private @Nullable HeaderFieldsReader fieldsReader;

	private HeaderFields fields = HeaderFields.NONE;

	/**
	 * Take what has come.
	 * @param in the buffer
	 * @return whether the head is complete
	 * @throws HttpRefusal if it is malformed or too large
	 */
	boolean read(ByteBuf in) throws HttpRefusal {
		HeaderFieldsReader fieldsReader = this.fieldsReader;
		if (fieldsReader == null) {
			this.line = readLine(in);
			if (this.line == null) {
				return false;
			}
			fieldsReader = new HeaderFieldsReader(this.lines);
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

	private @Nullable RequestLine readLine(ByteBuf in) throws HttpRefusal {
		int length = this.lines.next(in);
		while (length == 0) {
			in.skipBytes(2);
			this.lines = new LineReader(MAX_SIZE, 431);
			length = this.lines.next(in);
		}
		if (length > 0) {
			RequestLine complete = RequestLine.read(in, length);
			in.skipBytes(2);
			return complete;
		}
		if (in.isReadable() && in.getByte(in.readerIndex()) != '\r') {
			RequestLine.checkStart(in);
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
			return SizedBody.of((length != null) ? length : "0", limit);
		}
		if (length != null || line().minorVersion() == 0 || !coding.equalsIgnoreCase("chunked")) {
			throw new HttpRefusal(400, "The length of the body is ambiguous");
		}
		return new ChunkedBody(limit);
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

	RequestLine line() {
		if (this.line == null) {
			throw new IllegalStateException("The request line has not come yet");
		}
		return this.line;
	}

	HeaderFields fields() {
		return this.fields;
	}

}
