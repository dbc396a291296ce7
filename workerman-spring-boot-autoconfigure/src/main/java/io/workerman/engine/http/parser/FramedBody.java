package io.workerman.engine.http.parser;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A body that comes in frames (RFC 9113, section 8.1). Whoever reads the frames has
 * compared its size with the Content-Length.
 */
final class FramedBody extends RequestBody {

	private final int limit;

	private final boolean announced;

	private final int expected;

	private final BodyFrames frames;

	private FramedBody(int limit, boolean announced, int expected, BodyFrames frames) {
		this.limit = limit;
		this.announced = announced;
		this.expected = expected;
		this.frames = frames;
	}

	/**
	 * The body of a request.
	 * @param length the value of the Content-Length header, if there is one
	 * @param limit the largest size in bytes
	 * @param frames tells when it has ended
	 * @return the body
	 * @throws RequestException if the length is malformed or above the limit
	 */
	static FramedBody of(@Nullable String length, int limit, BodyFrames frames) throws RequestException {
		int expected = (length != null) ? Sized.of(length, limit).length() : limit;
		return new FramedBody(limit, length != null, expected, frames);
	}

	@Override
	boolean readBytes(ByteBuf in) throws RequestException {
		int length = in.readableBytes();
		if (length > this.limit - size()) {
			throw RequestException.tooLarge();
		}
		if (length > 0) {
			append(in, length, this.expected);
		}
		return this.frames.hasEnded();
	}

	@Override
	public boolean mayExceed(int size) {
		return this.expected > size;
	}

	/**
	 * Whether its size is news to those who have read the head.
	 */
	@Override
	public boolean isChunked() {
		return !this.announced && size() > 0;
	}

	@Override
	public HeaderFields trailer() {
		return this.frames.trailer();
	}

}
