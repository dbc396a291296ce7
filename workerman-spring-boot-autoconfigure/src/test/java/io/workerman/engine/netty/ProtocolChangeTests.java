package io.workerman.engine.netty;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.workerman.engine.CodecContext;
import io.workerman.engine.Connection;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.Outgoing;
import io.workerman.engine.Worker;
import io.workerman.engine.protocol.FrameProtocol;
import io.workerman.engine.protocol.TcpProtocol;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A connection that changes its protocol while it is open.
 */
class ProtocolChangeTests {

	private static final byte[] BURST = { 't', 'o', ' ', 'f', 'r', 'a', 'm', 'e', '\n', 0, 0, 0, 10, 't', 'o', ' ', 't',
			'c', 'p', 'r', 'e', 's', 't' };

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final List<String> events = new CopyOnWriteArrayList<>();

	private void change(Connection connection, Object message) {
		String text = (message instanceof byte[] bytes) ? new String(bytes, StandardCharsets.UTF_8)
				: message.toString();
		this.events.add(text);
		connection.send("re " + text);
		if (text.equals("to frame")) {
			connection.protocol(FrameProtocol.INSTANCE);
		}
		else if (text.equals("to tcp")) {
			connection.protocol(TcpProtocol.TCP);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	@DisplayName("C-02 From text to frame to tcp within the bytes of one read, and byte by byte")
	void protocolWhenChangedWithinABurstReadsTheRest(boolean bytewise) throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text().onMessage(this::change));
		try (TestClient client = TestClient.of(worker)) {
			if (bytewise) {
				client.sendBytewise(BURST);
			}
			else {
				client.send(BURST);
			}
			assertThat(client.line()).isEqualTo("re to frame");
			assertThat(client.bytes(4)).containsExactly(0, 0, 0, 13);
			assertThat(client.bytes(9)).isEqualTo("re to tcp".getBytes(StandardCharsets.UTF_8));
			client.finish();
			assertThat(client.restAsText().replace("re ", "")).isEqualTo("rest");
		}
		assertThat(String.join("|", this.events)).startsWith("to frame|to tcp|r");
	}

	@Test
	@DisplayName("C-02 What one protocol still waits for, another reads at once, asked for by any thread")
	void protocolWhenChangedElsewhereReadsWhatIsThere() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text().onMessage(Connection::send));
		try (TestClient client = TestClient.of(worker)) {
			client.send("no line feed");
			Connection connection = StartedWorkers.connection(worker);
			StartedWorkers.await(() -> connection.receiveBufferSize() == 12);
			connection.protocol(TcpProtocol.TCP);
			assertThat(client.bytes(12)).isEqualTo("no line feed".getBytes(StandardCharsets.UTF_8));
			assertThat(connection.protocol()).isSameAs(TcpProtocol.TCP);
		}
	}

	@Test
	@DisplayName("The codec of the old protocol releases what it holds, once, and so does the last one")
	void protocolWhenChangedClosesTheOldCodec() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.tcp()
			.protocol(new Closing("first"))
			.onMessage((connection, message) -> connection.protocol(new Closing("second")))
			.onClose((connection, reason) -> this.events.add("close")));
		try (TestClient client = TestClient.of(worker)) {
			client.send("x");
			StartedWorkers.await(() -> this.events.contains("first"));
			StartedWorkers.connection(worker);
		}
		StartedWorkers.await(() -> this.events.contains("second"));
		assertThat(this.events).containsExactly("first", "close", "second");
	}

	/**
	 * A protocol whose codec says that it was closed.
	 */
	private final class Closing implements ConnectionProtocol {

		private final String name;

		Closing(String name) {
			this.name = name;
		}

		@Override
		public ConnectionCodec newCodec(CodecContext context) {
			ConnectionCodec tcp = TcpProtocol.TCP.newCodec(context);
			return new ConnectionCodec() {
				@Override
				public Object decode(io.netty.buffer.ByteBuf in) throws Exception {
					return tcp.decode(in);
				}

				@Override
				public void encode(Object message, Outgoing out) {
					tcp.encode(message, out);
				}

				@Override
				public void closed() {
					ProtocolChangeTests.this.events.add(Closing.this.name);
				}
			};
		}

	}

}
