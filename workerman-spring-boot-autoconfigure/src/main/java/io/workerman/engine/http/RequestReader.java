package io.workerman.engine.http;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.CodecContext;
import io.workerman.engine.http.form.MultipartReader;
import io.workerman.engine.http.form.UploadLimits;
import io.workerman.engine.http.parser.RequestBody;
import io.workerman.engine.http.parser.RequestException;
import io.workerman.engine.http.parser.RequestHead;

/**
 * Reads requests of HTTP/1.0 and HTTP/1.1 (RFC 9112), strictly: what two readers could
 * understand differently is refused.
 */
final class RequestReader {

	private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

	private final CodecContext context;

	private final HttpProtocol protocol;

	private RequestHead head;

	private @Nullable RequestBody body;

	private boolean continueExpected;

	RequestReader(CodecContext context, HttpProtocol protocol) {
		this.context = context;
		this.protocol = protocol;
		this.head = newHead();
	}

	/**
	 * Create a reader of the one request of an HTTP/2 stream.
	 */
	RequestReader(CodecContext context, HttpProtocol protocol, RequestHead head) {
		this.context = context;
		this.protocol = protocol;
		this.head = head;
	}

	private RequestHead newHead() {
		return new RequestHead(this.protocol.options().head());
	}

	/**
	 * Take the next request.
	 * @param in the bytes received and not yet consumed
	 * @return the request with its body, or {@code null} if more bytes are needed
	 * @throws HttpRefusal if the request cannot be served; nothing may be read behind it
	 */
	@Nullable HttpRequest read(ByteBuf in) throws HttpRefusal {
		try {
			return readNext(in);
		}
		catch (RequestException ex) {
			throw new HttpRefusal(ex.status(), ex.reason());
		}
	}

	private @Nullable HttpRequest readNext(ByteBuf in) throws RequestException {
		RequestBody body = this.body;
		if (body == null) {
			if (!this.head.read(in)) {
				return null;
			}
			body = this.head.body(this.context.maxPackageSize());
			storeIfLarge(body);
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
		HttpRequest request = new HttpRequest(this.context, this.protocol, this.head, body);
		this.head = newHead();
		this.body = null;
		return request;
	}

	private void storeIfLarge(RequestBody body) {
		if (!body.mayExceed(this.protocol.options().uploads().memoryThreshold())) {
			return;
		}
		UploadLimits limits = this.protocol.options().uploads();
		MultipartReader reader = MultipartReader.of(this.head.fields().get("content-type"), limits);
		if (reader != null) {
			body.storeAbove(limits.memoryThreshold(), reader);
		}
	}

	/**
	 * What the client has to send next.
	 * @param in the bytes received and not yet consumed
	 * @return the phase
	 */
	Phase phase(ByteBuf in) {
		if (this.body != null) {
			return Phase.BODY;
		}
		return (this.head.hasBegun() || in.isReadable()) ? Phase.HEAD : Phase.IDLE;
	}

	/**
	 * The size of what has come of a body.
	 * @return the number of bytes
	 */
	int received() {
		return (this.body != null) ? this.body.size() : 0;
	}

	/**
	 * The size of what has been taken of a request that is not complete.
	 * @return the number of bytes
	 */
	int bufferedBytes() {
		return (this.body != null) ? this.body.sizeInMemory() : 0;
	}

	/**
	 * Gives up a request that will not be complete.
	 */
	void discard() {
		if (this.body != null && this.body.sink() != null) {
			this.body.sink().discard();
		}
	}

	/**
	 * What a client has to send next.
	 */
	enum Phase {

		/**
		 * A request, of which nothing has come.
		 */
		IDLE,

		/**
		 * The rest of a head.
		 */
		HEAD,

		/**
		 * The rest of a body.
		 */
		BODY

	}

}
