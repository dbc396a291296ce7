package io.workerman.engine.netty;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerOptions.Logging;
import io.workerman.engine.WorkerOptions.Logging.Mdc;
import io.workerman.engine.Workers;
import io.workerman.engine.WorkersOptions;
import io.workerman.engine.http.HttpProtocol;
import io.workerman.engine.protocol.FrameProtocol;
import io.workerman.engine.protocol.TextProtocol;
import io.workerman.engine.websocket.WebSocketProtocol;
import io.workerman.metrics.WorkermanMetrics;

/**
 * The whole way of a message without a socket: bytes in, the handler, bytes out; and that
 * of a broadcast.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MessagePathBenchmark {

	private static final int BURSTS = 256;

	private static final int CONNECTIONS = 256;

	private static final String UPGRADE = "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
			+ "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
			+ "Sec-WebSocket-Version: 13\r\n\r\n";

	private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

	private static final String PAYLOAD = "a text of thirty-two characters.";

	/**
	 * The protocol.
	 */
	@Param({ "text", "frame", "websocket", "http" })
	public String protocol = "";

	/**
	 * What an operator has asked for: {@code none}, {@code meters} (bound to a registry
	 * and read each second) or {@code mdc} (the connection in the logging context).
	 */
	@Param("none")
	public String watched = "";

	private final ScheduledExecutorService scraper = Executors.newSingleThreadScheduledExecutor();

	private @Nullable Worker worker;

	private final List<EmbeddedChannel> channels = new ArrayList<>();

	private ByteBuf one = PooledByteBufAllocator.DEFAULT.directBuffer();

	private ByteBuf sixteen = PooledByteBufAllocator.DEFAULT.directBuffer();

	/**
	 * Start a worker, and give it connections without sockets.
	 * @throws Exception if that fails
	 */
	@Setup
	public void start() throws Exception {
		boolean http = this.protocol.equals("http");
		Worker worker = Worker.builder("bench")
			.listen("tcp://127.0.0.1:0")
			.logging(new Logging(0, this.watched.equals("mdc") ? Mdc.CONNECTION : Mdc.WORKER))
			.onMessage((connection, message) -> connection.send(http ? PAYLOAD : message))
			.build();
		this.worker = worker;
		worker.start();
		if (this.watched.equals("meters")) {
			scrape(worker);
		}
		ConnectionProtocol protocol = switch (this.protocol) {
			case "text" -> TextProtocol.INSTANCE;
			case "frame" -> FrameProtocol.INSTANCE;
			case "websocket" -> new WebSocketProtocol();
			default -> new HttpProtocol();
		};
		write(this.one);
		for (int i = 0; i < 16; i++) {
			this.sixteen.writeBytes(this.one, 0, this.one.writerIndex());
		}
		NettyProcess process = process();
		onProcess(() -> {
			for (int i = 0; i < CONNECTIONS; i++) {
				EmbeddedChannel channel = new EmbeddedChannel(new StreamHandler(process, protocol));
				if (this.protocol.equals("websocket")) {
					ByteBuf upgrade = channel.alloc().directBuffer();
					upgrade.writeCharSequence(UPGRADE, StandardCharsets.US_ASCII);
					channel.writeInbound(upgrade);
					drain(channel);
				}
				this.channels.add(channel);
			}
			return 0;
		});
	}

	private void scrape(Worker worker) {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		new WorkermanMetrics(Workers.of(WorkersOptions.DEFAULTS, List.of(worker))).bindTo(registry);
		this.scraper.scheduleAtFixedRate(registry::getMetersAsString, 1, 1, TimeUnit.SECONDS);
	}

	private void write(ByteBuf bytes) {
		byte[] payload = PAYLOAD.getBytes(StandardCharsets.US_ASCII);
		switch (this.protocol) {
			case "text" -> bytes.writeBytes(payload).writeByte('\n');
			case "frame" -> bytes.writeInt(payload.length + 4).writeBytes(payload);
			case "websocket" -> {
				bytes.writeByte(0x81).writeByte(0x80 | payload.length).writeInt(0x01020304);
				for (int i = 0; i < payload.length; i++) {
					bytes.writeByte(payload[i] ^ (1 + (i & 3)));
				}
			}
			default -> bytes.writeCharSequence(GET, StandardCharsets.US_ASCII);
		}
	}

	/**
	 * Stop the worker.
	 * @throws Exception if that fails
	 */
	@TearDown
	public void stop() throws Exception {
		this.scraper.shutdownNow();
		onProcess(() -> {
			this.channels.forEach(EmbeddedChannel::finishAndReleaseAll);
			return 0;
		});
		worker().stop();
		this.one.release();
		this.sixteen.release();
	}

	/**
	 * Messages that come one at a time.
	 * @return how many answers there were
	 * @throws Exception if that fails
	 */
	@Benchmark
	@OperationsPerInvocation(BURSTS)
	public int single() throws Exception {
		return onProcess(() -> receive(this.one));
	}

	/**
	 * Messages that come sixteen at a time.
	 * @return how many answers there were
	 * @throws Exception if that fails
	 */
	@Benchmark
	@OperationsPerInvocation(BURSTS * 16)
	public int burst() throws Exception {
		return onProcess(() -> receive(this.sixteen));
	}

	/**
	 * Deliveries of a broadcast. HTTP has none.
	 * @return how many there were
	 * @throws Exception if that fails
	 */
	@Benchmark
	@OperationsPerInvocation(CONNECTIONS)
	public int broadcast() throws Exception {
		return onProcess(() -> {
			worker().broadcast(PAYLOAD);
			int writes = 0;
			for (EmbeddedChannel channel : this.channels) {
				writes += drain(channel);
			}
			return writes;
		});
	}

	private int receive(ByteBuf bytes) {
		int writes = 0;
		for (int i = 0; i < BURSTS; i++) {
			EmbeddedChannel channel = this.channels.get(i % CONNECTIONS);
			ByteBuf in = channel.alloc().directBuffer(2048);
			in.writeBytes(bytes, 0, bytes.writerIndex());
			channel.writeInbound(in);
			writes += drain(channel);
		}
		return writes;
	}

	private static int drain(EmbeddedChannel channel) {
		int writes = 0;
		for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
			out.release();
			writes++;
		}
		return writes;
	}

	private Worker worker() {
		Worker worker = this.worker;
		if (worker == null) {
			throw new IllegalStateException();
		}
		return worker;
	}

	private NettyProcess process() {
		return (NettyProcess) worker().processes().get(0);
	}

	private <T> T onProcess(Callable<T> work) throws Exception {
		CompletableFuture<T> result = new CompletableFuture<>();
		process().execute(() -> {
			try {
				result.complete(work.call());
			}
			catch (Throwable ex) {
				result.completeExceptionally(ex);
			}
		});
		return result.get();
	}

}
