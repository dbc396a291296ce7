package io.workerman.engine.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.JsonCodec;
import io.workerman.engine.push.Answer;
import io.workerman.engine.push.Audience;
import io.workerman.engine.push.Request;
import io.workerman.engine.websocket.Opcode;
import io.workerman.engine.websocket.WebSocketMessage;

/**
 * How requests and answers are written between nodes. The first byte is the version: a
 * node leaves alone what it does not know. What a later version adds goes to the end,
 * where this one does not look.
 */
final class WireFormat {

	static final int VERSION = 1;

	private static final int NONE = 0;

	private static final int TEXT = 1;

	private static final int BYTES = 2;

	private static final int JSON = 3;

	private final Supplier<JsonCodec> json;

	WireFormat(Supplier<JsonCodec> json) {
		this.json = json;
	}

	byte[] write(Envelope envelope) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (DataOutputStream out = new DataOutputStream(bytes)) {
			out.writeByte(VERSION);
			string(out, envelope.node());
			out.writeLong(envelope.id());
			Request request = envelope.request();
			Answer answer = envelope.answer();
			out.writeByte((request != null) ? 1 : 2);
			if (request != null) {
				out.writeBoolean(envelope.answered());
				request(out, request);
			}
			else if (answer != null) {
				out.writeLong(answer.count());
				out.writeLong(answer.dropped());
				strings(out, answer.names());
				bytes(out, this.json.get().write(answer.sessions()));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	private void request(DataOutputStream out, Request request) throws IOException {
		Audience audience = request.audience();
		string(out, request.verb().name());
		string(out, audience.kind().name());
		strings(out, audience.names());
		strings(out, audience.excluded());
		string(out, (audience.worker() != null) ? audience.worker() : "");
		string(out, request.argument());
		message(out, request.message());
		bytes(out, (request.values() != null) ? this.json.get().write(request.values()) : new byte[0]);
	}

	private void message(DataOutputStream out, @Nullable Object message) throws IOException {
		if (message == null) {
			out.writeByte(NONE);
		}
		else if (message instanceof String text) {
			out.writeByte(TEXT);
			string(out, text);
		}
		else if (message instanceof byte[] binary) {
			out.writeByte(BYTES);
			bytes(out, binary);
		}
		else if (message instanceof WebSocketMessage frame) {
			message(out, (frame.opcode() == Opcode.TEXT) ? frame.text() : frame.bytes());
		}
		else {
			out.writeByte(JSON);
			bytes(out, this.json.get().write(message));
		}
	}

	/**
	 * Reads an envelope.
	 * @return the envelope, or {@code null} if it has another version or asks for
	 * something unknown
	 */
	@Nullable Envelope read(byte[] envelope) {
		try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(envelope))) {
			if (in.readByte() != VERSION) {
				return null;
			}
			String node = string(in);
			long id = in.readLong();
			if (in.readByte() == 1) {
				boolean answered = in.readBoolean();
				Request request = request(in);
				return (request != null) ? new Envelope(node, id, answered, request, null) : null;
			}
			return new Envelope(node, id, false, null, answer(in));
		}
		catch (IOException ex) {
			return null;
		}
	}

	@SuppressWarnings("unchecked")
	private @Nullable Request request(DataInputStream in) throws IOException {
		Request.Verb verb = constant(Request.Verb.class, string(in));
		Audience.Kind kind = constant(Audience.Kind.class, string(in));
		if (verb == null || kind == null) {
			return null;
		}
		Collection<String> names = strings(in);
		Collection<String> excluded = strings(in);
		String worker = string(in);
		Audience audience = new Audience(kind, new LinkedHashSet<>(names), new LinkedHashSet<>(excluded),
				worker.isEmpty() ? null : worker);
		String argument = string(in);
		Object message = message(in);
		byte[] values = bytes(in);
		return new Request(verb, audience, argument, message,
				(values.length > 0) ? (Map<String, Object>) this.json.get().read(values, Map.class) : null);
	}

	private static <E extends Enum<E>> @Nullable E constant(Class<E> type, String name) {
		return Arrays.stream(type.getEnumConstants())
			.filter((constant) -> constant.name().equals(name))
			.findFirst()
			.orElse(null);
	}

	@SuppressWarnings("unchecked")
	private Answer answer(DataInputStream in) throws IOException {
		long count = in.readLong();
		long dropped = in.readLong();
		Collection<String> names = strings(in);
		Map<String, Map<String, Object>> sessions = (Map<String, Map<String, Object>>) this.json.get()
			.read(bytes(in), LinkedHashMap.class);
		return new Answer(count, dropped, new LinkedHashSet<>(names), sessions, 1, 0);
	}

	private @Nullable Object message(DataInputStream in) throws IOException {
		return switch (in.readByte()) {
			case TEXT -> string(in);
			case BYTES -> bytes(in);
			case JSON -> this.json.get().read(bytes(in), Object.class);
			default -> null;
		};
	}

	private static void strings(DataOutputStream out, Collection<String> strings) throws IOException {
		out.writeInt(strings.size());
		for (String string : strings) {
			string(out, string);
		}
	}

	private static List<String> strings(DataInputStream in) throws IOException {
		int size = in.readInt();
		List<String> strings = new ArrayList<>();
		for (int i = 0; i < size; i++) {
			strings.add(string(in));
		}
		return strings;
	}

	private static void string(DataOutputStream out, String string) throws IOException {
		bytes(out, string.getBytes(StandardCharsets.UTF_8));
	}

	private static String string(DataInputStream in) throws IOException {
		return new String(bytes(in), StandardCharsets.UTF_8);
	}

	private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
		out.writeInt(bytes.length);
		out.write(bytes);
	}

	private static byte[] bytes(DataInputStream in) throws IOException {
		int length = in.readInt();
		if (length < 0 || length > in.available()) {
			throw new IOException("length: %d (expected: at most %d)".formatted(length, in.available()));
		}
		return in.readNBytes(length);
	}

	/**
	 * A request or the answer to one.
	 *
	 * @param node the node that has sent it
	 * @param id the id of the request, unique on the node that asked
	 * @param answered whether an answer is wanted
	 * @param request the request, or {@code null} if it is an answer
	 * @param answer the answer, or {@code null} if it is a request
	 */
	record Envelope(String node, long id, boolean answered, @Nullable Request request, @Nullable Answer answer) {

	}

}
