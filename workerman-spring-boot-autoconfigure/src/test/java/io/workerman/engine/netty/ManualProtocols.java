package io.workerman.engine.netty;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import io.workerman.engine.Connection;
import io.workerman.engine.protocol.Protocol;

/**
 * The sample protocols of Workerman's manual.
 */
final class ManualProtocols {

	private static final JsonMapper JSON = JsonMapper.shared();

	private ManualProtocols() {
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> json(ByteBuf bytes) {
		return JSON.readValue(bytes.toString(StandardCharsets.UTF_8), Map.class);
	}

	/**
	 * A file that is uploaded.
	 *
	 * @param name its name
	 * @param content its bytes
	 */
	record Upload(String name, ByteBuffer content) {
	}

	/**
	 * JSON and a line feed.
	 */
	static final class JsonNL implements Protocol<Map<String, Object>, Object> {

		@Override
		public int input(ByteBuf buffer, Connection connection) {
			return buffer.bytesBefore((byte) '\n') + 1;
		}

		@Override
		public Map<String, Object> decode(ByteBuf line, Connection connection) {
			return json(line);
		}

		@Override
		public void encode(Object message, ByteBuf out, Connection connection) {
			out.writeBytes(JSON.writeValueAsBytes(message)).writeByte('\n');
		}

	}

	/**
	 * The length in ten digits, and XML.
	 */
	static final class XmlProtocol implements Protocol<String, String> {

		private static final int HEADER = 10;

		@Override
		public int input(ByteBuf buffer, Connection connection) {
			if (buffer.readableBytes() < HEADER) {
				return 0;
			}
			String digits = buffer.toString(buffer.readerIndex(), HEADER, StandardCharsets.US_ASCII);
			return digits.matches("0\\d{9}") ? Integer.parseInt(digits) : -1;
		}

		@Override
		public String decode(ByteBuf bytes, Connection connection) {
			return bytes.skipBytes(HEADER).toString(StandardCharsets.UTF_8);
		}

		@Override
		public void encode(String xml, ByteBuf out, Connection connection) {
			ByteBufUtil.writeAscii(out, "%010d".formatted(HEADER + ByteBufUtil.utf8Bytes(xml)));
			ByteBufUtil.writeUtf8(out, xml);
		}

	}

	/**
	 * The length in four bytes, and JSON.
	 */
	static final class JsonInt implements Protocol<Map<String, Object>, Object> {

		@Override
		public int input(ByteBuf buffer, Connection connection) {
			return (buffer.readableBytes() < Integer.BYTES) ? 0 : buffer.readInt();
		}

		@Override
		public Map<String, Object> decode(ByteBuf bytes, Connection connection) {
			return json(bytes.skipBytes(Integer.BYTES));
		}

		@Override
		public void encode(Object message, ByteBuf out, Connection connection) {
			byte[] body = JSON.writeValueAsBytes(message);
			out.writeInt(Integer.BYTES + body.length).writeBytes(body);
		}

	}

	/**
	 * The length in four bytes, that of the name in one, the name, and the file.
	 */
	static final class BinaryTransfer implements Protocol<Upload, String> {

		private static final int HEADER = 5;

		@Override
		public int input(ByteBuf buffer, Connection connection) {
			if (buffer.readableBytes() < HEADER) {
				return 0;
			}
			int length = buffer.readInt();
			return (length >= HEADER + buffer.readUnsignedByte()) ? length : -1;
		}

		@Override
		public Upload decode(ByteBuf bytes, Connection connection) {
			int nameLength = bytes.skipBytes(Integer.BYTES).readUnsignedByte();
			String name = bytes.readCharSequence(nameLength, StandardCharsets.UTF_8).toString();
			return new Upload(name, ByteBuffer.wrap(ByteBufUtil.getBytes(bytes)));
		}

		@Override
		public void encode(String message, ByteBuf out, Connection connection) {
			ByteBufUtil.writeUtf8(out, message);
		}

	}

	/**
	 * A line of JSON in which the file is in Base64.
	 */
	static final class TextTransfer implements Protocol<Upload, String> {

		@Override
		public int input(ByteBuf buffer, Connection connection) {
			return buffer.bytesBefore((byte) '\n') + 1;
		}

		@Override
		public @Nullable Upload decode(ByteBuf line, Connection connection) {
			Map<String, Object> fields = json(line);
			return new Upload(String.valueOf(fields.get("file_name")),
					ByteBuffer.wrap(Base64.getDecoder().decode(String.valueOf(fields.get("file_data")))));
		}

		@Override
		public void encode(String message, ByteBuf out, Connection connection) {
			ByteBufUtil.writeUtf8(out, message + '\n');
		}

	}

}
