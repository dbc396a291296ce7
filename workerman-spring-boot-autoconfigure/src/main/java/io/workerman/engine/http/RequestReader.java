package io.workerman.engine.http;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.CodecContext;

/**
 * Reads requests of HTTP/1.0 and HTTP/1.1 (RFC 9112), strictly: what two readers could
 * understand differently is refused. It is for codecs whose protocol is HTTP, or begins
 * with it.
 */
public final class RequestReader {

	private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

	private final CodecContext context;

	private final Session.@Nullable Store sessions;

	private RequestHead head = new RequestHead();

	private @Nullable RequestBody body;

	private boolean continueExpected;

	/**
	 * Create a reader of requests that have no sessions.
	 * @param context the context of the codec
	 */
	public RequestReader(CodecContext context) {
		this(context, null);
	}

	RequestReader(CodecContext context, Session.@Nullable Store sessions) {
		this.context = context;
		this.sessions = sessions;
	}

	/**
	 * Take the next request.
	 * @param in the bytes received and not yet consumed
	 * @return the request with its body, or {@code null} if more bytes are needed
	 * @throws HttpRefusal if the request cannot be served; nothing may be read behind it
	 */
	public @Nullable HttpRequest read(ByteBuf in) throws HttpRefusal {
		RequestBody body = this.body;
		if (body == null) {
			if (!this.head.read(in)) {
				return null;
			}
			body = this.head.body(this.context.maxPackageSize());
			this.body = body;
			this.continueExpected = this.head.expectsContinue();
		}
		if (!body.read(in)) {
			if (this.continueExpected && body.size() == 0) {
				this.context.answer().writeBytes(CONTINUE);
			}
			this.continueExpected = false;
			return null;
		}
		HttpRequest request = new HttpRequest(this.context, this.sessions, this.head, body);
		this.head = new RequestHead();
		this.body = null;
		return request;
	}

	/**
	 * The size of what has been taken of a request that is not complete.
	 * @return the number of bytes
	 */
	public int bufferedBytes() {
		return (this.body != null) ? this.body.size() : 0;
	}

}
