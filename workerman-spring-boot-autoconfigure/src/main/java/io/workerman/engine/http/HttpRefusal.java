package io.workerman.engine.http;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;

import io.workerman.engine.CloseReason;
import io.workerman.engine.CodecContext;
import io.workerman.engine.ProtocolException;

/**
 * A request that is not served. The client is told why, then the connection ends.
 */
public final class HttpRefusal extends Exception {

	private static final String TOO_MANY = "Too many connections";

	private static final byte[] UNAVAILABLE = """
			HTTP/1.1 503 Service Unavailable
			Content-Type: text/plain;charset=utf-8
			Connection: close
			Content-Length: %d

			%s""".formatted(TOO_MANY.length(), TOO_MANY).replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);

	private final transient HttpResponse response;

	/**
	 * Create a refusal.
	 * @param status the status of the answer
	 * @param reason the body of the answer, which must not repeat what the client sent
	 */
	public HttpRefusal(int status, String reason) {
		super(reason, null, false, false);
		this.response = HttpResponse.of(status)
			.header("Connection", "close")
			.contentType("text/plain;charset=utf-8")
			.body(reason);
	}

	/**
	 * What a client is told for whom there is no room.
	 * @return the bytes of an answer with status 503
	 */
	public static byte[] unavailable() {
		return UNAVAILABLE.clone();
	}

	/**
	 * What a client is told that asks too often.
	 * @param reason the limit
	 * @return an answer with status 429
	 */
	static HttpResponse tooMany(String reason) {
		return new HttpRefusal(429, reason).header("Retry-After", "1").response;
	}

	/**
	 * The status of the answer.
	 * @return the status
	 */
	public int status() {
		return this.response.status();
	}

	/**
	 * Set a header of the answer.
	 * @param name the name
	 * @param value the value
	 * @return this refusal
	 */
	public HttpRefusal header(String name, String value) {
		this.response.header(name, value);
		return this;
	}

	/**
	 * Answer the client.
	 * @param context the context of the codec
	 * @return what the codec has to throw
	 */
	public ProtocolException answer(CodecContext context) {
		return answer(context, new ResponseWriter(context, null));
	}

	/**
	 * Answer the client.
	 */
	ProtocolException answer(CodecContext context, ResponseWriter writer) {
		ByteBuf out = context.answer();
		writer.write(out, this.response, ResponseWriter.Terms.LAST);
		writer.responded(true);
		String reason = String.valueOf(getMessage());
		return new ProtocolException(closeCode(), reason, true);
	}

	private int closeCode() {
		return switch (status()) {
			case 403 -> CloseReason.POLICY_VIOLATION;
			case 413, 431 -> CloseReason.TOO_BIG;
			default -> CloseReason.PROTOCOL_ERROR;
		};
	}

}
