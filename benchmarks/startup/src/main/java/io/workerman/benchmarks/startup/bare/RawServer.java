package io.workerman.benchmarks.startup.bare;

import java.nio.charset.StandardCharsets;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import org.springframework.context.SmartLifecycle;

/**
 * A server that greets whoever says a line.
 */
class RawServer implements SmartLifecycle {

	private static final int MAX_LINE = 1024;

	private final int port;

	private final boolean epoll = Epoll.isAvailable();

	private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1,
			this.epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());

	private volatile boolean running;

	RawServer(int port) {
		this.port = port;
	}

	@Override
	public void start() {
		new ServerBootstrap().group(this.loop)
			.channel(this.epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
			.childHandler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline()
						.addLast(new LineBasedFrameDecoder(MAX_LINE), new StringDecoder(StandardCharsets.UTF_8),
								new StringEncoder(StandardCharsets.UTF_8), new Greeting());
				}

			})
			.bind("127.0.0.1", this.port)
			.syncUninterruptibly();
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.loop.shutdownGracefully().syncUninterruptibly();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	private static final class Greeting extends SimpleChannelInboundHandler<String> {

		@Override
		protected void channelRead0(ChannelHandlerContext context, String message) {
			context.writeAndFlush("hello " + message + "\n");
		}

	}

}
