package io.workerman.autoconfigure;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import org.springframework.stereotype.Component;

import io.workerman.engine.Connection;
import io.workerman.engine.protocol.Protocol;

/**
 * A protocol of an application.
 */
@Component("JsonNL")
class JsonNL implements Protocol<String, String> {

	@Override
	public int input(ByteBuf buffer, Connection connection) {
		return buffer.bytesBefore((byte) '\n') + 1;
	}

	@Override
	public String decode(ByteBuf line, Connection connection) {
		return line.toString(StandardCharsets.UTF_8).trim();
	}

	@Override
	public void encode(String message, ByteBuf out, Connection connection) {
		out.writeCharSequence(message + "\n", StandardCharsets.UTF_8);
	}

}
