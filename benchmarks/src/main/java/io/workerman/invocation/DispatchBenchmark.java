package io.workerman.invocation;

import java.util.concurrent.TimeUnit;

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

import io.workerman.annotation.OnMessage;
import io.workerman.benchmarks.code.LiveConnection;
import io.workerman.engine.Connection;
import io.workerman.engine.JsonCodec;
import io.workerman.engine.MessageHandler;
import io.workerman.engine.WorkerProcess;

/**
 * What it costs to hand a message over to the application: a lambda, and annotated
 * methods with several parameters.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DispatchBenchmark {

	/**
	 * What is called.
	 */
	@Param({ "lambda", "text", "connectionAndText", "all", "bytes", "json" })
	public String target = "";

	private final LiveConnection live = new LiveConnection();

	private MessageHandler handler = (connection, message) -> {
	};

	private Object message = "";

	/**
	 * Bind the method.
	 * @throws Exception if that fails
	 */
	@Setup
	public void bind() throws Exception {
		this.live.open();
		this.message = switch (this.target) {
			case "bytes" -> new byte[32];
			case "json" -> "{\"text\":\"hello\",\"number\":1}";
			default -> "a text of thirty-two characters.";
		};
		this.handler = this.target.equals("lambda") ? new Lambda(new Handler()) : call(new Handler());
	}

	private MessageHandler call(Handler bean) {
		HandlerMethod method = HandlerMethodParser.parseAll(Handler.class)
			.stream()
			.filter((candidate) -> candidate.method().getName().equals(this.target))
			.findFirst()
			.orElseThrow();
		JsonCodec json = JsonCodec.standard();
		return new MessageCall(method, method.bind(method.method(), bean, () -> json), false);
	}

	/**
	 * Close the connection.
	 */
	@TearDown
	public void close() {
		this.live.close();
	}

	/**
	 * Handle one message.
	 * @return the reply
	 * @throws Exception if that fails
	 */
	@Benchmark
	public @Nullable Object handle() throws Exception {
		return this.handler.handle(this.live.connection(), this.message);
	}

	static class Handler {

		@OnMessage
		String text(String message) {
			return message;
		}

		@OnMessage
		String connectionAndText(Connection connection, String message) {
			return message;
		}

		@OnMessage
		String all(WorkerProcess process, Connection connection, String message) {
			return message;
		}

		@OnMessage
		byte[] bytes(byte[] message) {
			return message;
		}

		@OnMessage
		String json(Note message) {
			return message.text();
		}

	}

	/**
	 * What a lambda that replies is.
	 *
	 * @param bean what it calls
	 */
	private record Lambda(Handler bean) implements MessageHandler {

		@Override
		public void onMessage(Connection connection, Object message) {
			handle(connection, message);
		}

		@Override
		public Object handle(Connection connection, Object message) {
			return this.bean.text((String) message);
		}

	}

	/**
	 * A message.
	 *
	 * @param text a text
	 * @param number a number
	 */
	public record Note(String text, int number) {

	}

}
