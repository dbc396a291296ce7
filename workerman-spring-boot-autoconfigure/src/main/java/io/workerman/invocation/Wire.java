package io.workerman.invocation;

import java.util.List;
import java.util.Locale;

import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.WorkerOptions;
import io.workerman.engine.WorkersOptions;
import io.workerman.engine.http.HttpProtocol;
import io.workerman.engine.protocol.FrameProtocol;
import io.workerman.engine.protocol.TcpProtocol;
import io.workerman.engine.protocol.TextProtocol;
import io.workerman.engine.websocket.WebSocketProtocol;
import io.workerman.invocation.MessageType.Form;

/**
 * What the messages of a protocol are, and which types of message suit them: the best
 * first.
 */
enum Wire {

	/**
	 * Lines of text.
	 */
	TEXT(Form.TEXT, Form.OBJECT, Form.BYTES, Form.BUFFER, Form.ANY),

	/**
	 * Bytes, and the binary messages of a protocol that has no other binary form.
	 */
	BYTES(Form.BYTES, Form.OBJECT, Form.TEXT, Form.BUFFER, Form.ANY),

	/**
	 * Requests of http.
	 */
	HTTP(Form.REQUEST, Form.OBJECT, Form.TEXT, Form.BYTES, Form.BUFFER, Form.ANY),

	/**
	 * The text messages of websocket.
	 */
	WEBSOCKET_TEXT(Form.TEXT, Form.OBJECT, Form.WEBSOCKET, Form.BYTES, Form.BUFFER, Form.ANY),

	/**
	 * The binary messages of websocket.
	 */
	WEBSOCKET_BINARY(Form.BYTES, Form.BUFFER, Form.WEBSOCKET, Form.OBJECT, Form.ANY),

	/**
	 * What a protocol of the application decodes.
	 */
	DECODED(Form.OBJECT, Form.TEXT, Form.BYTES, Form.BUFFER, Form.REQUEST, Form.WEBSOCKET, Form.ANY);

	private final List<Form> forms;

	Wire(Form... forms) {
		this.forms = List.of(forms);
	}

	List<Form> forms() {
		return this.forms;
	}

	/**
	 * Find out what the messages of a worker are.
	 * @param worker the options of the worker
	 * @param workers the options of all workers, with the protocols of the application
	 * @return what they are; of a websocket the text messages
	 */
	static Wire of(WorkerOptions worker, WorkersOptions workers) {
		String address = worker.address();
		int colon = (address != null) ? address.indexOf("://") : -1;
		if (address == null || colon < 0) {
			return DECODED;
		}
		String name = worker.protocolName();
		ConnectionProtocol protocol = worker.protocol();
		if (protocol != null) {
			return of(protocol);
		}
		return of((name != null) ? name : address.substring(0, colon), workers);
	}

	private static Wire of(ConnectionProtocol protocol) {
		if (protocol instanceof HttpProtocol) {
			return HTTP;
		}
		if (protocol instanceof WebSocketProtocol) {
			return WEBSOCKET_TEXT;
		}
		if (protocol instanceof TextProtocol) {
			return TEXT;
		}
		return (protocol instanceof FrameProtocol || protocol instanceof TcpProtocol) ? BYTES : DECODED;
	}

	private static Wire of(String protocol, WorkersOptions workers) {
		if (workers.protocol(protocol) != null) {
			return DECODED;
		}
		return of(protocol);
	}

	/**
	 * Find out what the messages of a built-in protocol are.
	 * @param scheme the scheme that names it, of listeners or clients
	 * @return what they are; of a websocket the text messages
	 */
	static Wire of(String scheme) {
		return switch (scheme.toLowerCase(Locale.ROOT)) {
			case "text" -> TEXT;
			case "tcp", "ssl", "frame", "udp", "unix" -> BYTES;
			case "http" -> HTTP;
			case "websocket", "ws", "wss" -> WEBSOCKET_TEXT;
			default -> DECODED;
		};
	}

}
