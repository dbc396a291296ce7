package io.workerman.engine.http2;

import java.time.Duration;
import java.util.function.Function;

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
