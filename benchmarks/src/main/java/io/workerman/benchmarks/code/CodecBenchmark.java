package io.workerman.benchmarks.code;

import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import io.workerman.engine.PayloadView;

/**
 * What it costs to cut a message out of bytes, and to write one. The bytes are copied
 * first, because a WebSocket unmasks them where they are. Over HTTP each request is
 * answered, or there would be no next one.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {

	/**
	 * The protocol, and the form or size of its messages.
	 */
	@Param({ "text TEXT 32", "text BYTES 32", "frame TEXT 32", "frame BYTES 32", "websocket TEXT 32",
			"websocket TEXT 1024", "websocket TEXT 65536", "http NATIVE 32" })
	public String message = "";

	private boolean http;

	private @Nullable Bench bench;

	private @Nullable ByteBuf packet;

	private @Nullable ByteBuf in;

	private Object reply = "";

	/**
	 * Prepare the bytes.
	 * @throws Exception if that fails
	 */
	@Setup
	public void prepare() throws Exception {
		String[] fields = this.message.split(" ");
		int size = Integer.parseInt(fields[2]);
		this.http = fields[0].equals("http");
		this.bench = new Bench(fields[0], PayloadView.valueOf(fields[1]));
		this.packet = Bench.packet(fields[0], size);
		this.in = this.packet.copy();
		this.reply = Bench.text(size);
	}

	/**
	 * Release the bytes.
	 */
	@TearDown
	public void release() {
		bench().close();
		bytes(this.packet).release();
		bytes(this.in).release();
	}

	/**
	 * Decode one message, and answer it over HTTP.
	 * @return the message
	 * @throws Exception if that fails
	 */
	@Benchmark
	public @Nullable Object decode() throws Exception {
		ByteBuf packet = bytes(this.packet);
		ByteBuf in = bytes(this.in);
		in.clear().writeBytes(packet, 0, packet.writerIndex());
		Object decoded = bench().codec.decode(in);
		if (this.http) {
			bench().encode(this.reply);
		}
		return decoded;
	}

	/**
	 * Encode one message; over HTTP as the answer to a request.
	 * @return its size
	 * @throws Exception if that fails
	 */
	@Benchmark
	public int encode() throws Exception {
		if (this.http) {
			decode();
			return 0;
		}
		return bench().encode(this.reply);
	}

	private Bench bench() {
		Bench bench = this.bench;
		if (bench == null) {
			throw new IllegalStateException();
		}
		return bench;
	}

	private static ByteBuf bytes(@Nullable ByteBuf bytes) {
		if (bytes == null) {
			throw new IllegalStateException();
		}
		return bytes;
	}

}
