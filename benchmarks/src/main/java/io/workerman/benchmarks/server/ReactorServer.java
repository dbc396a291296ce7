package io.workerman.benchmarks.server;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.codec.LineBasedFrameDecoder;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpServer;

import io.workerman.benchmarks.Protocol;

/**
 * Reactor Netty with one event loop.
 */
final class ReactorServer implements Server {

	private final LoopResources loops = LoopResources.create("bench", 1, true);

	@Override
	public int start(Protocol protocol, boolean broadcast) {
		DisposableServer server = switch (protocol) {
			case TEXT -> lines();
			case FRAME -> frames();
			case WEBSOCKET -> webSocket();
			case HTTP -> hello();
		};
		return server.port();
	}

	private DisposableServer lines() {
		return TcpServer.create()
			.runOn(this.loops)
			.doOnConnection((connection) -> connection.addHandlerLast(new LineBasedFrameDecoder(MAX_MESSAGE)))
			.handle((in, out) -> out
				.sendString(in.receive().asString(StandardCharsets.UTF_8).map((message) -> message + "\n")))
			.bindNow();
	}

	private DisposableServer frames() {
		return TcpServer.create()
			.runOn(this.loops)
			.doOnConnection((connection) -> connection
				.addHandlerLast(new LengthFieldBasedFrameDecoder(MAX_MESSAGE, 0, 4, -4, 4))
				.addHandlerLast(new LengthFieldPrepender(4, true)))
			.handle((in, out) -> out.sendByteArray(in.receive().map(ReactorServer::bytes)))
			.bindNow();
	}

	private static byte[] bytes(ByteBuf message) {
		byte[] bytes = new byte[message.readableBytes()];
		message.readBytes(bytes);
		return bytes;
	}

	private DisposableServer webSocket() {
		WebsocketServerSpec spec = WebsocketServerSpec.builder().maxFramePayloadLength(MAX_MESSAGE).build();
		return HttpServer.create()
			.runOn(this.loops)
			.route((routes) -> routes.ws("/ws",
					(in, out) -> out.sendString(in.receive().asString(StandardCharsets.UTF_8)), spec))
			.bindNow();
	}

	private DisposableServer hello() {
		return HttpServer.create()
			.runOn(this.loops)
			.handle((request, response) -> response.header("Content-Type", "text/plain")
				.header("Content-Length", Integer.toString(HELLO.length()))
				.sendString(Mono.just(HELLO)))
			.bindNow();
	}

}
