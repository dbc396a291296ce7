package io.workerman.engine.netty;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBuf;

import io.workerman.engine.Connection;
import io.workerman.engine.protocol.Protocol;

/**
 * A custom protocol of lines that can fail at each of its steps.
 */
final class LineProtocol implements Protocol<String, String> {

	static final String UNENCODABLE = "unencodable";

	final AtomicInteger inputs = new AtomicInteger();

	final AtomicInteger encodings = new AtomicInteger();

	@Override
	public int input(ByteBuf buffer, Connection connection) {
		this.inputs.incrementAndGet();
		int length = buffer.bytesBefore((byte) '\n') + 1;
		if (length > 1) {
			switch (buffer.getByte(buffer.readerIndex())) {
				case '-' -> length = -1;
				case '!' -> throw new IllegalStateException("input");
				default -> buffer.readByte();
			}
		}
		return length;
	}

	@Override
	public String decode(ByteBuf packageBytes, Connection connection) {
		String line = packageBytes.toString(StandardCharsets.UTF_8).strip();
		if (line.equals("undecodable")) {
			throw new IllegalArgumentException("decode");
		}
		return line.equals("drop") ? null : line;
	}

	@Override
	public void encode(String message, ByteBuf out, Connection connection) {
		this.encodings.incrementAndGet();
		out.writeCharSequence(message, StandardCharsets.UTF_8);
		if (message.equals(UNENCODABLE)) {
			throw new IllegalArgumentException("encode");
		}
		out.writeByte('\n');
	}

}
