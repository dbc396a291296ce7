package io.workerman.engine.http;

import io.netty.buffer.ByteBuf;

/**
 * A body with a Content-Length, which may be zero.
 */
final class SizedBody extends RequestBody {

	private static final int MAX_DIGITS = 18;

	private final int length;

	private SizedBody(int length) {
		this.length = length;
	}

	/**
	 * The body that a Content-Length announces.
	 * @param length the value of the header
	 * @param limit the largest size in bytes
	 * @return the body
	 * @throws HttpRefusal if the value is malformed or above the limit
	 */
	static SizedBody of(String length, int limit) throws HttpRefusal {
		if (length.isEmpty() || !length.chars().allMatch((value) -> value >= '0' && value <= '9')) {
			throw new HttpRefusal(400, "The Content-Length header is malformed");
		}
		if (length.length() > MAX_DIGITS || Long.parseLong(length) > limit) {
			throw HttpRefusal.tooLarge();
		}
		return new SizedBody(Integer.parseInt(length));
	}

	@Override
	boolean read(ByteBuf in) {
		int missing = Math.min(this.length - size(), in.readableBytes());
		if (missing > 0) {
			append(in, missing, this.length);
		}
		return size() == this.length;
	}

}
