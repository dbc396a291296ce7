package io.workerman.engine.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The check agrees with the decoder of the JDK.
 */
class Utf8Tests {

	@Test
	void everyCharacterIsValid() {
		StringBuilder all = new StringBuilder();
		for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
			if (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE) {
				all.appendCodePoint(character);
			}
		}
		assertThat(isValid(all.toString().getBytes(StandardCharsets.UTF_8))).isTrue();
	}

	@Test
	void everyTwoAndManyFourBytesAreJudgedAlike() {
		for (int first = 0; first < 256; first++) {
			for (int second = 0; second < 256; second++) {
				assertAlike(Frames.bytes(first, second));
				assertAlike(Frames.bytes(first, second, 0x80));
				assertAlike(Frames.bytes(first, second, 0xBF, 0x80));
				assertAlike(Frames.bytes(first, second, 0x80, 0x80, 0x41));
			}
		}
	}

	@Test
	void textInPartsIsJudgedAlike() {
		for (int seed = 0; seed < 2000; seed++) {
			Random random = new Random(seed);
			byte[] bytes = "plain text ä € \uD83D\uDE00 and more of it".getBytes(StandardCharsets.UTF_8);
			if (random.nextBoolean()) {
				bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
			}
			ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
			Utf8 check = new Utf8();
			boolean valid = true;
			for (int start = 0; start < bytes.length;) {
				int length = Math.min(bytes.length - start, random.nextInt(12));
				valid = valid && check.next(buffer, start, length);
				start += length;
			}
			assertThat(valid && check.isComplete()).as("seed %d", seed).isEqualTo(isDecodable(bytes));
		}
	}

	@Test
	void longTextIsJudgedAlikeWhereverItIsWrong() {
		byte[] valid = "0123456789 abcdefghijklmnopqrstu".repeat(16).getBytes(StandardCharsets.US_ASCII);
		ByteBuf direct = Unpooled.directBuffer(valid.length);
		try {
			for (int index = 0; index < valid.length; index++) {
				byte[] bytes = valid.clone();
				bytes[index] = (byte) 0xE4;
				direct.clear().writeBytes(bytes);
				assertThat(Utf8.isValid(direct, 0, bytes.length)).as("%d", index).isFalse();
				assertThat(isValid(bytes)).as("%d", index).isFalse();
			}
			direct.clear().writeBytes(valid);
			assertThat(Utf8.isValid(direct, 0, valid.length)).isTrue();
			assertThat(Utf8.isValid(direct, 3, valid.length - 6)).isTrue();
		}
		finally {
			direct.release();
		}
	}

	private static void assertAlike(byte[] bytes) {
		if (isValid(bytes) != isDecodable(bytes)) {
			assertThat(isValid(bytes)).as("%s", (Object) bytes).isEqualTo(isDecodable(bytes));
		}
	}

	private static boolean isValid(byte[] bytes) {
		return Utf8.isValid(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
	}

	private static boolean isDecodable(byte[] bytes) {
		try {
			StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
			return true;
		}
		catch (CharacterCodingException ex) {
			return false;
		}
	}

}
