package io.workerman.engine.netty.admission;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The header of the PROXY protocol at the beginning of the received bytes, in whatever
 * version.
 *
 * @param length its length in bytes
 * @param told the addresses that it tells, or {@code null} if those of the socket are
 * right
 */
record ProxyHeader(int length, @Nullable Endpoints told) {

	/**
	 * Reads the header.
	 * @param in the bytes, which are only looked at
	 * @return the header, or {@code null} if more bytes are needed
	 * @throws Absent if the bytes begin otherwise
	 * @throws Malformed if the bytes can be nothing but a header, and are none
	 */
	static @Nullable ProxyHeader read(ByteBuf in) throws Absent, Malformed {
		if (startsLike(TextHeader.START, in)) {
			return TextHeader.read(in);
		}
		if (startsLike(BinaryHeader.START, in)) {
			return BinaryHeader.read(in);
		}
		throw new Absent();
	}

	private static boolean startsLike(byte[] start, ByteBuf in) {
		int length = Math.min(in.readableBytes(), start.length);
		for (int i = 0; i < length; i++) {
			if (in.getByte(in.readerIndex() + i) != start[i]) {
				return false;
			}
		}
		return true;
	}

	/**
	 * The bytes do not begin with a header.
	 */
	static final class Absent extends Exception {

		Absent() {
			super("it does not begin with a PROXY protocol header", null, false, false);
		}

	}

	/**
	 * The bytes are a header that is not as it should be.
	 */
	static final class Malformed extends Exception {

		Malformed(String reason) {
			super("the PROXY protocol header " + reason, null, false, false);
		}

	}

}
