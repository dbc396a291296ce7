package io.workerman.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The bytes that a server has to send, over and over. Only the value of a Date header may
 * differ.
 */
final class Expected {

	private static final int DATE_LENGTH = 29;

	private final ByteBuffer ring;

	private final int length;

	private final int dateStart;

	private final int dateEnd;

	/**
	 * Create expectations.
	 * @param ring answers that are all as long
	 * @param length the length of one of them
	 */
	Expected(byte[] ring, int length) {
		this.ring = ByteBuffer.allocateDirect(ring.length).put(ring).clear();
		this.length = length;
		String first = new String(ring, 0, length, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
		int date = first.startsWith("http/1.1 ") ? first.indexOf("\r\ndate: ") : -1;
		this.dateStart = (date < 0) ? -1 : date + 8;
		this.dateEnd = (date < 0) ? -1 : this.dateStart + DATE_LENGTH;
	}

	/**
	 * The length of one answer.
	 * @return the number of bytes
	 */
	int length() {
		return this.length;
	}

	/**
	 * Checks what was received.
	 * @param received the bytes
	 * @param offset where in the ring the connection is
	 * @return where it is then
	 * @throws IOException if the bytes are not what was expected
	 */
	int check(ByteBuffer received, int offset) throws IOException {
		int at = offset;
		int end = received.limit();
		while (received.position() < end) {
			int size = Math.min(end - received.position(), this.ring.capacity() - at);
			received.limit(received.position() + size);
			this.ring.limit(at + size).position(at);
			int different = received.mismatch(this.ring);
			int same = (different < 0) ? size : different;
			received.position(received.position() + same).limit(end);
			at = (at + same) % this.ring.capacity();
			if (different >= 0) {
				at = skipDate(received, at);
			}
		}
		return at;
	}

	/**
	 * Passes over the rest of a date, and expects it from now on.
	 */
	private int skipDate(ByteBuffer received, int at) throws IOException {
		int place = at % this.length;
		if (place < this.dateStart || place >= this.dateEnd) {
			throw new IOException("Byte %d of an answer is %d (expected: %d)".formatted(place,
					received.get(received.position()), this.ring.clear().get(at)));
		}
		int size = Math.min(this.dateEnd - place, received.remaining());
		this.ring.clear();
		for (int i = 0; i < size; i++) {
			byte next = received.get();
			for (int answer = 0; answer < this.ring.capacity(); answer += this.length) {
				this.ring.put(answer + place + i, next);
			}
		}
		return at + size;
	}

}
