package io.workerman.engine.netty;

import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.workerman.engine.JsonCodec;
import io.workerman.engine.SendResult;
import io.workerman.engine.Transport;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerStartException;
import io.workerman.engine.WorkerStartException.Problem;
import io.workerman.engine.Workers;
import io.workerman.engine.WorkersOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Unix datagram sockets.
 */
class UnixDatagramTests {

	private static MultiThreadIoEventLoopGroup loops;

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	@TempDir
	private Path directory;

	@BeforeAll
	static void startLoop() {
		assumeThat(Epoll.isAvailable()).isTrue();
		loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
	}

	@AfterAll
	static void stopLoop() {
		if (loops != null) {
			loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
		}
	}

	private Worker start(int count) {
		return this.workers.start(StartedWorkers.builder("unixgram://" + this.directory.resolve("server"))
			.count(count)
			.onMessage((connection, message) -> connection
				.send(((byte[]) message).length + " from " + connection.remoteAddress())));
	}

	@Test
	@DisplayName("S-03 S-21 P-50 A datagram of a client with a path is answered, and the path can be sent to")
	void datagramWhenTheClientHasAPathIsAnswered() throws Exception {
		Worker worker = start(2);
		assertThat(worker.protocol()).isEqualTo("unixgram");
		assertThat(worker.address()).isEqualTo("unixgram://" + this.directory.resolve("server"));
		assertThat(worker.port()).isEqualTo(-1);
		try (Client client = new Client(this.directory.resolve("client"), null)) {
			client.send(this.directory.resolve("server"), new byte[100_000]);
			assertThat(client.receive()).isEqualTo("100000 from " + this.directory.resolve("client"));
			assertThat(worker.sendTo(UnixDomainSocketAddress.of(this.directory.resolve("client")), "hello"))
				.isIn(SendResult.SENT, SendResult.QUEUED);
			assertThat(client.receive()).isEqualTo("hello");
		}
		assertThat(worker.statistics().messagesReceived()).isOne();
		assertThatIllegalArgumentException().isThrownBy(() -> worker.sendTo(new InetSocketAddress("127.0.0.1", 9), "a"))
			.withMessageEndingWith("(expected: the path of a Unix datagram socket)");
	}

	@Test
	@DisplayName("S-03 A client without a path is heard, and what is sent to it fails")
	void datagramWhenTheClientHasNoPathIsHeard() throws Exception {
		Worker worker = start(1);
		try (Client client = new Client(null, this.directory.resolve("server"))) {
			client.send(new byte[] { 1 });
			StartedWorkers.await(() -> worker.statistics().sendFailures() == 1);
		}
		assertThat(worker.statistics().messagesReceived()).isOne();
		assertThat(worker.sendTo(UnixDomainSocketAddress.of(this.directory.resolve("nobody")), "a"))
			.isIn(SendResult.FAILED, SendResult.QUEUED);
		StartedWorkers.await(() -> worker.statistics().sendFailures() == 2);
	}

	@Test
	@DisplayName("S-03 The socket file is removed, one that was left behind is replaced, and one in use stays")
	void fileWhenLeftBehindIsReplaced() throws Exception {
		Path path = this.directory.resolve("server");
		Channel crashed = new EpollDomainDatagramChannel();
		EventLoop loop = loops.next();
		loop.register(crashed).sync();
		crashed.bind(new DomainSocketAddress(path.toString())).sync();
		crashed.close().sync();
		assertThat(path).exists();
		Worker worker = start(1);
		Worker second = this.workers.add(StartedWorkers.builder("unixgram://" + path).build());
		assertThatExceptionOfType(WorkerStartException.class).isThrownBy(second::start)
			.satisfies((ex) -> assertThat(ex.problem()).isEqualTo(Problem.ADDRESS_IN_USE));
		try (Client client = new Client(this.directory.resolve("client"), null)) {
			client.send(path, new byte[3]);
			assertThat(client.receive()).startsWith("3 from");
		}
		worker.stop();
		assertThat(path).doesNotExist();
	}

	@Test
	@DisplayName("S-03 A transport without Unix datagram sockets says so")
	void startWhenTheTransportHasNoneSaysSo() {
		Worker worker = this.workers.add(StartedWorkers.builder("unixgram:///tmp/nio.sock").build());
		Workers all = Workers.of(new WorkersOptions(Transport.NIO, Map.of(), JsonCodec::standard), List.of(worker));
		assertThatExceptionOfType(WorkerStartException.class).isThrownBy(all::start)
			.withMessage("Worker 'test' cannot listen on unixgram:///tmp/nio.sock: The transport 'nio' has no Unix"
					+ " datagram sockets (expected: epoll or kqueue)")
			.satisfies((ex) -> assertThat(ex.problem()).isEqualTo(Problem.TRANSPORT_UNAVAILABLE));
		assertThat(Files.exists(Path.of("/tmp/nio.sock"))).isFalse();
	}

	/**
	 * The other side.
	 */
	private static final class Client implements AutoCloseable {

		private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

		private final Channel channel = new EpollDomainDatagramChannel();

		Client(Path path, Path server) throws Exception {
			EventLoop loop = loops.next();
			this.channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(65536));
			this.channel.pipeline().addLast(new SimpleChannelInboundHandler<DomainDatagramPacket>() {

				@Override
				protected void channelRead0(ChannelHandlerContext context, DomainDatagramPacket packet) {
					Client.this.received.add(packet.content().toString(StandardCharsets.UTF_8));
				}

			});
			loop.register(this.channel).sync();
			if (path != null) {
				this.channel.bind(new DomainSocketAddress(path.toString())).sync();
			}
			else {
				this.channel.connect(new DomainSocketAddress(server.toString())).sync();
			}
		}

		void send(Path target, byte[] content) throws Exception {
			this.channel
				.writeAndFlush(new DomainDatagramPacket(Unpooled.wrappedBuffer(content),
						new DomainSocketAddress(target.toString())))
				.sync();
		}

		void send(byte[] content) throws Exception {
			this.channel.writeAndFlush(Unpooled.wrappedBuffer(content)).sync();
		}

		String receive() throws Exception {
			String text = this.received.poll(10, TimeUnit.SECONDS);
			assertThat(text).isNotNull();
			return text;
		}

		@Override
		public void close() {
			this.channel.close().syncUninterruptibly();
		}

	}

}
