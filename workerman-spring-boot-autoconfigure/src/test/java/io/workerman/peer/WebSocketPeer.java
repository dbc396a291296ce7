package io.workerman.peer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A WebSocket on a plain socket. It sends its frames whenever it likes, also behind a
 * handshake that is not answered yet.
 */
public final class WebSocketPeer implements AutoCloseable {

	private final Peer peer;

	private WebSocketPeer(Peer peer) {
		this.peer = peer;
	}

	/**
	 * Connect, and send a handshake.
	 * @param port the port
	 * @param target the target
	 * @param headers further headers
	 */
	public static WebSocketPeer connect(int port, String target, String... headers) {
		StringBuilder request = new StringBuilder("""
				GET %s HTTP/1.1
				Host: localhost
				Upgrade: websocket
				Connection: Upgrade
				Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
				Sec-WebSocket-Version: 13
				""".formatted(target));
		for (String header : headers) {
			request.append(header).append('\n');
		}
		return new WebSocketPeer(Peer.connect(port).send(request.append('\n').toString().replace("\n", "\r\n")));
	}

	/**
	 * Send a text message.
	 */
	public WebSocketPeer send(String text) {
		byte[] payload = text.getBytes(StandardCharsets.UTF_8);
		ByteArrayOutputStream frame = new ByteArrayOutputStream();
		frame.write(0x81);
		frame.write(0x80 | payload.length);
		frame.writeBytes(new byte[4]);
		frame.writeBytes(payload);
		this.peer.send(frame.toByteArray());
		return this;
	}

	/**
	 * Read the answer to the handshake, without the body of a refusal.
	 */
	public String answer() {
		StringBuilder answer = new StringBuilder();
		for (String line = this.peer.line(); !line.equals("\r"); line = this.peer.line()) {
			answer.append(line.strip()).append('\n');
		}
		return answer.toString();
	}

	/**
	 * Read a message, or the code of a close.
	 */
	public String next() {
		int opcode = this.peer.read() & 0xF;
		int length = this.peer.read();
		if (opcode == 8) {
			int code = this.peer.read() << 8 | this.peer.read();
			this.peer.text(length - 2);
			return "close " + code;
		}
		return this.peer.text(length);
	}

	@Override
	public void close() {
		this.peer.close();
	}

}
