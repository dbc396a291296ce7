package io.workerman.engine.netty.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLSocket;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.ReferenceCountUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.workerman.engine.TlsOptions;
import io.workerman.peer.Certificates;
import io.workerman.peer.EachTlsProvider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TlsGuard}, on sockets that hold few bytes.
 */
@EachTlsProvider
class TlsGuardTests {

	private static final int FEW = 8 * 1024;

	private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

	private final TlsOptions.Provider provider;

	private final ServerTls tls;

	private Channel server;

	TlsGuardTests(TlsOptions.Provider provider) {
		this.provider = provider;
		this.tls = new ServerTls("test", Certificates.tls("server", provider));
	}

	@BeforeEach
	void start() throws Exception {
		this.tls.open(List.of());
		this.server = new ServerBootstrap().group(this.loop)
			.channel(NioServerSocketChannel.class)
			.childOption(ChannelOption.SO_SNDBUF, FEW)
			.childHandler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel channel) {
					TlsGuardTests.this.tls.addTo(channel.pipeline());
					channel.pipeline().addLast(new Connection());
				}

			})
			.bind(InetAddress.getLoopbackAddress(), 0)
			.sync()
			.channel();
	}

	@AfterEach
	void stop() {
		this.loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
		this.tls.close();
	}

	@Test
	@DisplayName("B-75 A client that asks for new keys again and again and reads nothing is closed")
	void clientWhenItFloodsWithKeyUpdatesIsClosed() throws Exception {
		try (Socket plain = new Socket()) {
			plain.setReceiveBufferSize(FEW);
			plain.connect(this.server.localAddress());
			SSLSocket client = (SSLSocket) Certificates.client()
				.getSocketFactory()
				.createSocket(plain, "localhost", ((InetSocketAddress) this.server.localAddress()).getPort(), true);
			// in TLS 1.3 a second handshake is a key update, which asks for another
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
				for (int i = 0; i < 200_000; i++) {
					client.startHandshake();
				}
			});
		}
		assertThat(this.failure.get(10, TimeUnit.SECONDS))
			.hasMessageContaining((this.provider == TlsOptions.Provider.JDK)
					? "The peer asks for new keys and does not read them" : "TOO_MANY_KEY_UPDATES");
		assertThat(this.tls.failures()).isZero();
	}

	private final class Connection extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			ReferenceCountUtil.release(message);
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			TlsGuardTests.this.failure.complete(cause);
			context.close();
		}

	}

}
