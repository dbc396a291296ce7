package io.workerman.engine.http2;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Function;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

import io.workerman.engine.CodecContext;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.http.parser.HeadLimits;

/**
 * HTTP/2 (RFC 9113), as a server. It has no messages of its own: each stream is a
 * connection that travels on this one, speaks a protocol of its own, and ends with its
 * response.
 */
public final class Http2Protocol implements ConnectionProtocol {

	/**
	 * Its name in a TLS handshake.
	 */
	public static final String NAME = "h2";

	private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

	private final Limits limits;

	private final Function<RequestStream, ConnectionProtocol> streams;

	/**
	 * Create a protocol.
	 * @param limits what clients may do
	 * @param streams makes the protocol of a stream
	 */
	public Http2Protocol(Limits limits, Function<RequestStream, ConnectionProtocol> streams) {
		this.limits = limits;
		this.streams = streams;
	}

	@Override
	public String protocolName() {
		return "http/2";
	}

	@Override
	public ConnectionCodec newCodec(CodecContext context) {
		return new Http2Codec(context, this.limits, this.streams);
	}

	/**
	 * Whether the client of a connection speaks this protocol. Over TLS it has said so in
	 * the handshake; otherwise its first bytes tell (RFC 9113, 3.3).
	 * @param context the context of a codec of the connection
	 * @param in what the client has said so far
	 * @return whether it does
	 */
	public Spoken isSpoken(CodecContext context, ByteBuf in) {
		if (context.connection().sslSession() != null) {
			return NAME.equals(context.applicationProtocol()) ? Spoken.YES : Spoken.NO;
		}
		int length = Math.min(in.readableBytes(), PREFACE.length);
		if (!ByteBufUtil.equals(in, in.readerIndex(), Unpooled.wrappedBuffer(PREFACE), 0, length)) {
			return Spoken.NO;
		}
		return (length == PREFACE.length) ? Spoken.YES : Spoken.UNKNOWN;
	}

	/**
	 * Whether a client speaks HTTP/2.
	 */
	public enum Spoken {

		/**
		 * It does.
		 */
		YES,

		/**
		 * It does not.
		 */
		NO,

		/**
		 * More bytes will tell.
		 */
		UNKNOWN

	}

	/**
	 * What clients may do.
	 *
	 * @param maxStreams how many streams a connection may have at a time
	 * @param head how large the head of a request may be
	 * @param firstRequest the time in which the first request has to come, zero for any
	 * @param nextRequest the time from the end of all streams to the next request, zero
	 * for any
	 */
	public record Limits(int maxStreams, HeadLimits head, Duration firstRequest, Duration nextRequest) {

	}

}
