package io.workerman.engine.http.parser;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The head of one request while it is being received: the request line and the header.
 */
public final class RequestHead {

	/**
	 * What a request line has beside its target: the longest method, the version and the
	 * blanks.
	 */
	private static final int LINE_BESIDE_TARGET = 20;

	private final HeadLimits limits;

	private LineReader lines;

	private int consumed;

	private @Nullable RequestLine line;

	private HeaderFields.@Nullable Reader fieldsReader;

	private HeaderFields fields = HeaderFields.NONE;

	private @Nullable BodyFrames frames;

	private @Nullable RequestException refusal;

	/**
	 * Create a head.
	 * @param limits how large it may be
	 */
	public RequestHead(HeadLimits limits) {
		this.limits = limits;
		this.lines = requestLine();
	}

	/**
	 * A head that came in a frame of its own, as its body does.
	 * @param line what is asked for
	 * @param fields the header, whose host was checked
	 * @param frames tells when the body has ended
	 * @return the head
	 */
	public static RequestHead framed(RequestLine line, HeaderFields fields, BodyFrames frames) {
		RequestHead head = new RequestHead(HeadLimits.DEFAULTS);
		head.line = line;
		head.fields = fields;
		head.frames = frames;
		return head;
	}

	/**
	 * A head that is not served.
	 * @param refusal why
	 * @return the head, which cannot be read
	 */
	public static RequestHead refused(RequestException refusal) {
		RequestHead head = new RequestHead(HeadLimits.DEFAULTS);
		head.refusal = refusal;
		return head;
	}

	/**
	 * Take what has come.
	 * @param in the buffer
	 * @return whether the head is complete
	 * @throws RequestException if it is malformed or too large
	 */
	public boolean read(ByteBuf in) throws RequestException {
		if (this.refusal != null) {
			throw this.refusal;
		}
		if (this.frames != null) {
			return true;
		}
		HeaderFields.Reader fieldsReader = this.fieldsReader;
		if (fieldsReader == null) {
			this.line = readLine(in);
			if (this.line == null) {
				return false;
			}
			fieldsReader = new HeaderFields.Reader(
					new LineReader(Math.max(1, this.limits.maxSize() - this.consumed), RequestException.Limit.HEADER),
					this.limits.maxFields());
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

	/**
	 * Whether a part of the head has been taken.
	 * @return whether the request line is there
	 */
	public boolean hasBegun() {
		return this.line != null;
	}

	private LineReader requestLine() {
		int longest = this.limits.maxTarget() + LINE_BESIDE_TARGET;
		return (longest < this.limits.maxSize()) ? new LineReader(longest, RequestException.Limit.TARGET)
				: new LineReader(this.limits.maxSize(), RequestException.Limit.HEADER);
	}

	private @Nullable RequestLine readLine(ByteBuf in) throws RequestException {
		int length = this.lines.next(in);
		while (length == 0) {
			in.skipBytes(2);
			this.lines = requestLine();
			length = this.lines.next(in);
		}
		if (length > 0) {
			RequestLine complete = RequestLine.read(in, length, this.limits.maxTarget());
			in.skipBytes(2);
			this.consumed = length + 2;
			return complete;
		}
		if (in.isReadable() && in.getByte(in.readerIndex()) != '\r') {
			RequestLine.checkStart(in);
		}
		return null;
	}

	/**
	 * The host of an absolute target counts, whatever the header says (RFC 9112, section
	 * 3.2.2).
	 */
	private void checkHost() throws RequestException {
		String host = this.fields.get("host");
		if ((host != null) ? this.fields.count("host") > 1 : line().minorVersion() > 0) {
			throw new RequestException(400, "There must be one Host header");
		}
		if (host != null && !HttpGrammar.isHost(host)) {
			throw new RequestException(400, "The Host header is malformed");
		}
		String authority = line().authority();
		if (authority != null) {
			this.fields = this.fields.with("host", "host", authority);
		}
	}

	/**
	 * The body that the head announces (RFC 9112, section 6.3).
	 * @param limit the largest size in bytes
	 * @return the body, nothing of which has been read
	 * @throws RequestException if the length is too large, or readers could disagree
	 * about it
	 */
	public RequestBody body(int limit) throws RequestException {
		String length = this.fields.get("content-length");
		if (this.frames != null) {
			return FramedBody.of(length, limit, this.frames);
		}
		String coding = this.fields.get("transfer-encoding");
		if (coding == null) {
			return RequestBody.Sized.of((length != null) ? length : "0", limit);
		}
		if (length != null || line().minorVersion() == 0 || !coding.equalsIgnoreCase("chunked")) {
			throw new RequestException(400, "The length of the body is ambiguous");
		}
		return new RequestBody.Chunked(limit, this.limits);
	}

	/**
	 * Whether the client waits for a line before it sends the body (RFC 9110, section
	 * 10.1.1). One that sends frames gets a frame.
	 * @return whether it does
	 * @throws RequestException if it expects something else
	 */
	public boolean expectsContinue() throws RequestException {
		String expected = (line().minorVersion() > 0 || this.frames != null) ? this.fields.get("expect") : null;
		if (expected != null && !expected.equalsIgnoreCase("100-continue")) {
			throw new RequestException(417, "The expectation is not known");
		}
		return expected != null && this.frames == null;
	}

	/**
	 * The request line.
	 * @return the request line
	 * @throws IllegalStateException if it has not come yet
	 */
	public RequestLine line() {
		if (this.line == null) {
			throw new IllegalStateException("The request line has not come yet");
		}
		return this.line;
	}

	/**
	 * The header.
	 * @return its fields
	 */
	public HeaderFields fields() {
		return this.fields;
	}

}
