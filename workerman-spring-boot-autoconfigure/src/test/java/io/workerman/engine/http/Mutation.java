package io.workerman.engine.http;

import java.io.ByteArrayOutputStream;
import java.util.Random;

/**
 * Changes what a client says here and there.
 */
public final class Mutation {

	private Mutation() {
	}

	/**
	 * Replace, insert and remove up to four bytes, or repeat what came before.
	 * @param bytes what is changed
	 * @param spice the bytes that are put in
	 * @param random decides
	 * @return the changed bytes
	 */
	public static byte[] of(byte[] bytes, byte[] spice, Random random) {
		byte[] mutated = bytes;
		for (int count = random.nextInt(5); count > 0 && mutated.length > 2; count--) {
			int at = random.nextInt(mutated.length);
			byte[] one = { spice[random.nextInt(spice.length)] };
			mutated = switch (random.nextInt(4)) {
				case 0 -> join(mutated, at, one, at + 1);
				case 1 -> join(mutated, at, one, at);
				case 2 -> join(mutated, at, new byte[0], at + 1);
				default -> join(mutated, mutated.length, mutated, at);
			};
		}
		return mutated;
	}

	private static byte[] join(byte[] bytes, int end, byte[] middle, int start) {
		ByteArrayOutputStream joined = new ByteArrayOutputStream();
		joined.write(bytes, 0, end);
		joined.write(middle, 0, middle.length);
		joined.write(bytes, start, bytes.length - start);
		return joined.toByteArray();
	}

}
