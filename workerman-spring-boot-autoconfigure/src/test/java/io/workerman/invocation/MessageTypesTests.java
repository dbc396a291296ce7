package io.workerman.invocation;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

import io.workerman.annotation.OnError;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.Connection;
import io.workerman.engine.protocol.Protocol;
import io.workerman.peer.Application;
import io.workerman.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the types of message that methods take.
 */
class MessageTypesTests {

	private static final String TEXT = "text://127.0.0.1:0";

	private static final String FRAME = "frame://127.0.0.1:0";

	@Test
	void string() {
		assertThat(text(Strings.class, "hé")).isEqualTo("hé");
		assertThat(frame(Strings.class, "hé")).isEqualTo("hé");
	}

	@Test
	void bytes() {
		assertThat(text(Bytes.class, "abc")).isEqualTo("abc");
		assertThat(frame(Bytes.class, "abc")).isEqualTo("abc");
	}

	@Test
	void buffer() {
		assertThat(text(Buffers.class, "abc")).isEqualTo("3 97");
		assertThat(frame(Buffers.class, "abc")).isEqualTo("3 97");
	}

	@Test
	void object() {
		assertThat(text(Objects.class, "abc")).isEqualTo("String");
		assertThat(frame(Objects.class, "abc")).isEqualTo("byte[]");
	}

	@Test
	void json() {
		assertThat(text(Moves.class, "{\"x\":1,\"y\":2}")).isEqualTo("{\"x\":2,\"y\":1}");
		assertThat(frame(Moves.class, "{\"x\":1,\"y\":2}")).isEqualTo("{\"x\":2,\"y\":1}");
	}

	@Test
	void jsonOfGenericType() {
		assertThat(text(MoveLists.class, "[{\"x\":1,\"y\":2},{\"x\":3,\"y\":4}]")).isEqualTo("3");
	}

	@Test
	void jsonOfTypeVariableOfSuperclass() {
		assertThat(text(InheritedMoves.class, "{\"x\":5,\"y\":2}")).isEqualTo("got 5");
	}

	@Test
	void jsonOfPrimitiveType() {
		assertThat(text(Numbers.class, "41")).isEqualTo("42");
	}

	@Test
	void messageThatIsNoJsonGoesToErrorMethod() {
		assertThat(text(Moves.class, "nonsense")).isEqualTo("bad");
	}

	@Test
	void noMessageParameter() {
		assertThat(text(Nothing.class, "abc")).isEqualTo("seen");
	}

	@Test
	void typeOfProtocolGoesBeforeOthers() {
		assertThat(text(Several.class, "1")).isEqualTo("string");
		assertThat(frame(Several.class, "1")).isEqualTo("bytes");
	}

	@Test
	@DisplayName("P-06 A custom protocol is found by its bean name, whatever its case")
	void customProtocolDecodesToParameter() {
		try (Application context = Application.run("jsonnl://127.0.0.1:0", JsonNL.class, Maps.class);
				Peer peer = context.connect()) {
			assertThat(peer.send("{\"type\":\"message\"}\n").line()).isEqualTo("{\"seen\":\"message\"}");
		}
	}

	@Test
	void customProtocolDecodedMapBecomesRecord() {
		try (Application context = Application.run("JsonNL://127.0.0.1:0", JsonNL.class, Moves.class);
				Peer peer = context.connect()) {
			assertThat(peer.send("{\"x\":1,\"y\":2}\n").line()).isEqualTo("{\"x\":2,\"y\":1}");
		}
	}

	@Test
	void customProtocolDecodedTypeDecides() {
		try (Application context = Application.run("anything://127.0.0.1:0", Anything.class, AnyHandler.class);
				Peer peer = context.connect()) {
			peer.send("i\nn\ns\no\n");
			assertThat(List.of(peer.line(), peer.line(), peer.line(), peer.line())).containsExactly("integer", "number",
					"string", "object");
		}
	}

	private static String text(Class<?> handler, String message) {
		try (Application context = Application.run(TEXT, handler); Peer peer = context.connect()) {
			byte[] line = peer.send(message + "\n").line().getBytes(StandardCharsets.ISO_8859_1);
			return new String(line, StandardCharsets.UTF_8);
		}
	}

	private static String frame(Class<?> handler, String message) {
		try (Application context = Application.run(FRAME, handler); Peer peer = context.connect()) {
			byte[] payload = message.getBytes(StandardCharsets.UTF_8);
			peer.send(new byte[] { 0, 0, 0, (byte) (payload.length + 4) }).send(payload);
			peer.text(3);
			return peer.text(peer.read() - 4);
		}
	}

	record Move(int x, int y) {
	}

	@WorkerHandler
	static class Strings {

		@OnMessage
		String message(String message) {
			return message;
		}

	}

	@WorkerHandler
	static class Bytes {

		@OnMessage
		byte[] message(Connection connection, byte[] message) {
			return message;
		}

	}

	@WorkerHandler
	static class Buffers {

		@OnMessage
		String message(ByteBuf message) {
			return message.readableBytes() + " " + message.getByte(message.readerIndex());
		}

	}

	@WorkerHandler
	static class Objects {

		@OnMessage
		String message(Object message) {
			return message.getClass().getSimpleName();
		}

	}

	@WorkerHandler
	static class Moves {

		@OnMessage
		Move message(Move move) {
			return new Move(move.y(), move.x());
		}

		@OnError
		void bad(IllegalArgumentException failure, Connection connection) {
			connection.send("bad");
		}

	}

	@WorkerHandler
	static class MoveLists {

		@OnMessage
		int message(List<Move> moves) {
			return moves.get(1).x();
		}

	}

	abstract static class Base<T> {

		@OnMessage
		String message(T message) {
			return "got " + handle(message);
		}

		abstract int handle(T message);

	}

	@WorkerHandler
	static class InheritedMoves extends Base<Move> {

		@Override
		int handle(Move message) {
			return message.x();
		}

	}

	@WorkerHandler
	static class Numbers {

		@OnMessage
		String message(int number) {
			return String.valueOf(number + 1);
		}

	}

	@WorkerHandler
	static class Nothing {

		@OnMessage
		String message() {
			return "seen";
		}

	}

	@WorkerHandler
	static class Several {

		@OnMessage
		String message(Object message) {
			return "object";
		}

		@OnMessage
		String message(Move message) {
			return "json";
		}

		@OnMessage
		String message(byte[] message) {
			return "bytes";
		}

		@OnMessage
		String message(String message) {
			return "string";
		}

	}

	@WorkerHandler
	static class Maps {

		@OnMessage
		Map<String, Object> message(Map<String, Object> message) {
			return Map.of("seen", message.get("type"));
		}

	}

	@WorkerHandler
	static class AnyHandler {

		@OnMessage
		String message(Object message) {
			return "object";
		}

		@OnMessage
		String message(Number message) {
			return "number";
		}

		@OnMessage
		String message(Integer message) {
			return "integer";
		}

		@OnMessage
		String message(String message) {
			return "string";
		}

	}

	/**
	 * A line is a package, and what it says decides what becomes of it.
	 */
	abstract static class Lines implements Protocol<Object, Object> {

		@Override
		public int input(ByteBuf buffer, Connection connection) {
			return buffer.bytesBefore((byte) '\n') + 1;
		}

		@Override
		public Object decode(ByteBuf line, Connection connection) {
			return decode(line.toString(StandardCharsets.UTF_8).trim());
		}

		@Override
		public void encode(Object message, ByteBuf out, Connection connection) {
			out.writeCharSequence(encode(message) + "\n", StandardCharsets.UTF_8);
		}

		abstract Object decode(String line);

		abstract String encode(Object message);

	}

	@Component("JsonNL")
	static class JsonNL extends Lines {

		private final JsonMapper mapper = JsonMapper.shared();

		@Override
		Object decode(String line) {
			return this.mapper.readValue(line, Map.class);
		}

		@Override
		String encode(Object message) {
			return this.mapper.writeValueAsString(message);
		}

	}

	@Component("anything")
	static class Anything extends Lines {

		@Override
		Object decode(String line) {
			return switch (line) {
				case "i" -> 1;
				case "n" -> 1L;
				case "s" -> "s";
				default -> new Object[0];
			};
		}

		@Override
		String encode(Object message) {
			return message.toString();
		}

	}

}
