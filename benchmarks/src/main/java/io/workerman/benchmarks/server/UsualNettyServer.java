package io.workerman.benchmarks.server;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.bytes.ByteArrayDecoder;
import io.netty.handler.codec.bytes.ByteArrayEncoder;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import io.netty.handler.ssl.SslProvider;
import org.jspecify.annotations.Nullable;

import io.workerman.benchmarks.Protocol;

/**
 * Netty the usual way: its own codecs one behind the other, and a flush when a read is
 * over.
 */
final class UsualNettyServer extends NettyBase {

	private static final byte[] HELLO_BYTES = HELLO.getBytes(StandardCharsets.US_ASCII);

	/**
	 * Create a server.
	 * @param loops how many event loops it has
	 * @param tls who speaks TLS, or {@code null} for plain connections
	 */
	UsualNettyServer(int loops, @Nullable SslProvider tls) {
		super(loops, tls);
	}

	@Override
	void initialize(Channel channel, Protocol protocol, boolean broadcast) {
		switch (protocol) {
			case TEXT -> channel.pipeline()
				.addLast(new LineBasedFrameDecoder(MAX_MESSAGE), new StringDecoder(StandardCharsets.UTF_8),
						new StringEncoder(StandardCharsets.UTF_8), broadcast ? new LineBroadcast() : new LineEcho());
			case FRAME -> channel.pipeline()
				.addLast(new LengthFieldBasedFrameDecoder(MAX_MESSAGE, 0, 4, -4, 4), new ByteArrayDecoder(),
						new LengthFieldPrepender(4, true), new ByteArrayEncoder(), new BytesEcho());
			case WEBSOCKET -> channel.pipeline()
				.addLast(new HttpServerCodec(), new HttpObjectAggregator(MAX_MESSAGE),
						new WebSocketServerProtocolHandler(WebSocketServerProtocolConfig.newBuilder()
							.websocketPath("/ws")
							.maxFramePayloadLength(MAX_MESSAGE)
							.build()),
						broadcast ? new WebSocketBroadcast() : new WebSocketEcho());
			case HTTP -> channel.pipeline().addLast(new HttpServerCodec(), new Hello());
		}
	}

	private abstract static class Flushing<T> extends SimpleChannelInboundHandler<T> {

		@Override
		public final void channelReadComplete(ChannelHandlerContext context) {
			context.flush();
		}

		@Override
		public final void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			context.close();
		}

	}

	private static final class LineEcho extends Flushing<String> {

		@Override
		protected void channelRead0(ChannelHandlerContext context, String message) {
			context.write(message + "\n", context.voidPromise());
		}

	}

	private static final class BytesEcho extends Flushing<byte[]> {

		@Override
		protected void channelRead0(ChannelHandlerContext context, byte[] message) {
			context.write(message, context.voidPromise());
		}

	}

	private static final class WebSocketEcho extends Flushing<TextWebSocketFrame> {

		@Override
		protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame message) {
			context.write(new TextWebSocketFrame(message.text()), context.voidPromise());
		}

	}

	private final class LineBroadcast extends Flushing<String> {

		@Override
		protected void channelRead0(ChannelHandlerContext context, String message) {
			UsualNettyServer.this.channels.writeAndFlush(message + "\n");
		}

	}

	private final class WebSocketBroadcast extends Flushing<TextWebSocketFrame> {

		@Override
		protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame message) {
			UsualNettyServer.this.channels.writeAndFlush(new TextWebSocketFrame(message.text()));
		}

	}

	private final class Hello extends Flushing<HttpObject> {

		@Override
		protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
			if (message instanceof HttpRequest) {
				ByteBuf body = Unpooled.wrappedBuffer(HELLO_BYTES);
				FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK,
						body);
				response.headers()
					.set(HttpHeaderNames.CONTENT_TYPE, "text/plain")
					.set(HttpHeaderNames.DATE, date())
					.setInt(HttpHeaderNames.CONTENT_LENGTH, HELLO_BYTES.length);
				context.write(response, context.voidPromise());
			}
		}

	}

}
