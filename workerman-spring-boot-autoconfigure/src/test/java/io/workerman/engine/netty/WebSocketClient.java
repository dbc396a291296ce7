package io.workerman.engine.netty;

import java.io.IOException;

/**
 * What a client says and reads to open a WebSocket.
 */
final class WebSocketClient {

	static final String UPGRADE = """
			GET / HTTP/1.1
			Host: a
			Upgrade: websocket
			Connection: Upgrade
			Sec-WebSocket-Version: 13
			Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

			""".replace("\n", "\r\n");

	private WebSocketClient() {
	}

	/**
	 * Reads the answer to the upgrade.
	 */
	static void readHead(TestClient client) throws IOException {
		while (!client.line().equals("\r")) {
			// the next header
		}
	}

}
