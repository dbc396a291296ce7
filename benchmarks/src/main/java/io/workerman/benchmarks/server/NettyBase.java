package io.workerman.benchmarks.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.jspecify.annotations.Nullable;

import io.workerman.benchmarks.Protocol;

/**
 * A server written by hand with Netty: event loops, one of which also accepts.
 */
abstract class NettyBase implements Server {

	private static final int BACKLOG = 1024;

	private final int loops;

	private final @Nullable SslContext tls;

	/**
	 * All connections.
	 */
	final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

	private volatile String date = now();

	NettyBase(int loops, @Nullable SslProvider tls) {
		this.loops = loops;
		this.tls = (tls != null) ? tls(tls) : null;
	}

	private static SslContext tls(SslProvider provider) {
		try (InputStream certificate = NettyBase.class.getResourceAsStream("/tls/server.crt");
				InputStream key = NettyBase.class.getResourceAsStream("/tls/server.key")) {
			return SslContextBuilder.forServer(certificate, key).sslProvider(provider).build();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public final int start(Protocol protocol, boolean broadcast) throws InterruptedException {
		boolean epoll = Epoll.isAvailable();
		EventLoopGroup loop = new MultiThreadIoEventLoopGroup(this.loops,
				epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
		Class<? extends ServerChannel> type = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
		Channel listening = new ServerBootstrap().group(loop)
			.channel(type)
			.option(ChannelOption.SO_BACKLOG, BACKLOG)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childHandler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel channel) {
					if (broadcast) {
						NettyBase.this.channels.add(channel);
					}
					SslContext tls = NettyBase.this.tls;
					if (tls != null) {
						channel.pipeline().addLast(tls.newHandler(channel.alloc()));
					}
					initialize(channel, protocol, broadcast);
				}

			})
			.bind(0)
			.sync()
			.channel();
		loop.scheduleAtFixedRate(() -> this.date = now(), 1, 1, TimeUnit.SECONDS);
		return ((InetSocketAddress) listening.localAddress()).getPort();
	}

	private static String now() {
		return DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
	}

	/**
	 * The value of the Date header, made once a second.
	 * @return the value
	 */
	final String date() {
		return this.date;
	}

	abstract void initialize(Channel channel, Protocol protocol, boolean broadcast);

}
