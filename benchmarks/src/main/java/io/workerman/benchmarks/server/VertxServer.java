package io.workerman.benchmarks.server;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;

import io.workerman.benchmarks.Protocol;

/**
 * Vert.x with one event loop.
 */
final class VertxServer implements Server {

	private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));

	private final Set<ServerWebSocket> sockets = new LinkedHashSet<>();

	@Override
	public int start(Protocol protocol, boolean broadcast) {
		return switch (protocol) {
			case TEXT -> listen(VertxServer::lines);
			case FRAME -> listen(VertxServer::frames);
			case WEBSOCKET -> listen(http().webSocketHandler(broadcast ? this::broadcast : VertxServer::echo));
			case HTTP -> listen(http()
				.requestHandler((request) -> request.response().putHeader("Content-Type", "text/plain").end(HELLO)));
		};
	}

	private HttpServer http() {
		return this.vertx.createHttpServer(new HttpServerOptions().setMaxWebSocketFrameSize(MAX_MESSAGE)
			.setMaxWebSocketMessageSize(MAX_MESSAGE)
			.setPerMessageWebSocketCompressionSupported(false)
			.setPerFrameWebSocketCompressionSupported(false));
	}

	private int listen(HttpServer server) {
		return server.listen(0).await().actualPort();
	}

	private int listen(Consumer<NetSocket> connected) {
		return this.vertx.createNetServer(new NetServerOptions())
			.connectHandler(connected::accept)
			.listen(0)
			.await()
			.actualPort();
	}

	private static void lines(NetSocket socket) {
		socket.handler(
				RecordParser.newDelimited("\n", (line) -> socket.write(line.toString(StandardCharsets.UTF_8) + "\n")));
	}

	private static void frames(NetSocket socket) {
		RecordParser parser = RecordParser.newFixed(4);
		boolean[] inBody = new boolean[1];
		parser.handler((part) -> {
			if (!inBody[0]) {
				parser.fixedSizeMode(part.getInt(0) - 4);
			}
			else {
				byte[] message = part.getBytes();
				socket.write(Buffer.buffer(message.length + 4).appendInt(message.length + 4).appendBytes(message));
				parser.fixedSizeMode(4);
			}
			inBody[0] = !inBody[0];
		});
		socket.handler(parser);
	}

	private static void echo(ServerWebSocket socket) {
		socket.textMessageHandler(socket::writeTextMessage);
	}

	private void broadcast(ServerWebSocket socket) {
		this.sockets.add(socket);
		socket.closeHandler((ended) -> this.sockets.remove(socket));
		socket.textMessageHandler((message) -> this.sockets.forEach((each) -> each.writeTextMessage(message)));
	}

}
