package io.workerman.engine.netty.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Bytes that go past the queue of a channel which has closed meanwhile.
 */
class ClosedSocketTests {

	private EventLoopGroup loop;

	private ServerSocket server;

	@BeforeEach
	void listen() throws Exception {
		assumeTrue(Epoll.isAvailable(), "There is no epoll here");
		this.loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
		this.server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
	}

	@AfterEach
	void end() throws Exception {
		if (this.loop != null) {
			this.server.close();
			this.loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
		}
	}

	@Test
	void bytesDoNotReachTheNextConnectionWithTheSameNumber() throws Exception {
		EpollSocketChannel closed = connected();
		int number = number(closed);
		closed.close().sync();
		EpollSocketChannel next = connected();
		// another thread may have been given the number first
		for (int i = 0; i < 100 && number(next) != number; i++) {
			next.close().sync();
			next = connected();
		}
		assertThat(number(next)).isEqualTo(number);
		ByteBuf bytes = PooledByteBufAllocator.DEFAULT.directBuffer()
			.writeBytes("not for you".getBytes(StandardCharsets.UTF_8));
		assertThat(DirectWrites.write((Socket) closed.fd(), bytes)).isZero();
		assertThat(bytes.readableBytes()).isEqualTo(11);
		bytes.release();
		InetSocketAddress address = next.localAddress();
		next.close().sync();
		assertThat(received(address)).isEmpty();
	}

	/**
	 * What the peer of a connection has received until that was closed.
	 */
	private byte[] received(InetSocketAddress address) throws Exception {
		while (true) {
			try (java.net.Socket peer = this.server.accept()) {
				if (peer.getPort() == address.getPort()) {
					return peer.getInputStream().readAllBytes();
				}
			}
		}
	}

	private static int number(EpollSocketChannel channel) {
		return channel.fd().intValue();
	}

	private EpollSocketChannel connected() throws Exception {
		EpollSocketChannel channel = new EpollSocketChannel();
		channel.pipeline().addLast(new ChannelInboundHandlerAdapter());
		this.loop.register(channel).sync();
		channel.connect(new InetSocketAddress(this.server.getInetAddress(), this.server.getLocalPort())).sync();
		return channel;
	}

}
