package io.workerman.sample;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufOutputStream;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import io.workerman.engine.Connection;
import io.workerman.engine.protocol.Protocol;

/**
 * A protocol of our own: one JSON object a line. The name of the bean is the scheme of
 * {@code JsonNL://0.0.0.0:1234}.
 */
@Component("JsonNL")
class JsonNL implements Protocol<Map<String, Object>, Object> {

	private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {
	};

	private final JsonMapper json;

	JsonNL(JsonMapper json) {
		this.json = json;
	}

	@Override
	public int input(ByteBuf buffer, Connection connection) {
		return buffer.bytesBefore((byte) '\n') + 1;
	}

	@Override
	public Map<String, Object> decode(ByteBuf line, Connection connection) {
		return this.json.readValue((InputStream) new ByteBufInputStream(line), MAP);
	}

	@Override
	public void encode(Object message, ByteBuf out, Connection connection) {
		this.json.writeValue((OutputStream) new ByteBufOutputStream(out), message);
		out.writeByte('\n');
	}

}
