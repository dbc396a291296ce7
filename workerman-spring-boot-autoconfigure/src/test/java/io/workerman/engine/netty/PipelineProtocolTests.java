package io.workerman.engine.netty;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.CloseReason;
import io.workerman.engine.Connection;
import io.workerman.engine.MessageHandler;
import io.workerman.engine.SendResult;
import io.workerman.engine.Worker;
import io.workerman.engine.protocol.PipelineProtocol;
import io.workerman.engine.protocol.TextProtocol;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Codecs of Netty as a protocol.
 */
class PipelineProtocolTests {

	private static final PipelineProtocol MQTT = PipelineProtocol.of("mqtt",
			() -> List.of(new MqttDecoder(), MqttEncoder.INSTANCE));

	private static final PipelineProtocol SHORT = PipelineProtocol.of("short",
			() -> List.of(new LengthFieldBasedFrameDecoder(1000, 0, 2, 0, 2), new LengthFieldPrepender(2)));

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final List<CloseReason> reasons = new CopyOnWriteArrayList<>();

	private final List<Throwable> failures = new CopyOnWriteArrayList<>();

	private Worker start(PipelineProtocol protocol, int maxPackageSize, MessageHandler handler) {
		return this.workers.start(StartedWorkers.tcp()
			.protocol(protocol)
			.maxPackageSize(maxPackageSize)
			.onMessage(handler)
			.onFailure((connection, failure) -> this.failures.add(failure))
			.onClose((connection, reason) -> this.reasons.add(reason)));
	}

	private CloseReason reason() {
		StartedWorkers.await(() -> !this.reasons.isEmpty());
		return this.reasons.get(0);
	}

	private static void serve(Connection connection, Object message) {
		if (((MqttMessage) message).decoderResult().isFailure()) {
			connection.close();
		}
		else {
			connection.send(broker(connection, message));
		}
	}

	private static Object broker(Connection connection, Object message) {
		if (message instanceof MqttConnectMessage connect) {
			connection.attributes().put("client", connect.payload().clientIdentifier());
			return MqttMessageBuilders.connAck().returnCode(MqttConnectReturnCode.CONNECTION_ACCEPTED).build();
		}
		if (message instanceof MqttPublishMessage publish) {
			String topic = connection.attributes().get("client") + "/" + publish.variableHeader().topicName();
			return MqttMessageBuilders.publish()
				.topicName(topic)
				.qos(MqttQoS.AT_MOST_ONCE)
				.payload(publish.payload())
				.build();
		}
		return MqttMessage.PINGRESP;
	}

	private static byte[] mqtt(Object... messages) {
		EmbeddedChannel encoder = new EmbeddedChannel(MqttEncoder.INSTANCE);
		encoder.writeOutbound(messages);
		ByteBuf all = Unpooled.buffer();
		for (ByteBuf part = encoder.readOutbound(); part != null; part = encoder.readOutbound()) {
			all.writeBytes(part);
			part.release();
		}
		encoder.finishAndReleaseAll();
		return ByteBufUtil.getBytes(all);
	}

	private static byte[] connect(MqttVersion version) {
		return mqtt(MqttMessageBuilders.connect().clientId("me").protocolVersion(version).build());
	}

	private static byte[] publish(String topic, String payload) {
		return mqtt(MqttMessageBuilders.publish()
			.topicName(topic)
			.qos(MqttQoS.AT_MOST_ONCE)
			.payload(Unpooled.copiedBuffer(payload, StandardCharsets.UTF_8))
			.build());
	}

	@Test
	@DisplayName("MQTT spoken by Netty's codec, byte by byte and pipelined")
	void mqttWhenSpokenIsAnswered() throws Exception {
		Worker worker = start(MQTT, 1000, PipelineProtocolTests::serve);
		byte[] ping = mqtt(MqttMessage.PINGREQ);
		byte[] asked = ProxyHeaders.join(connect(MqttVersion.MQTT_3_1_1), publish("a", "hello"), ping, ping,
				publish("b", "x".repeat(500)));
		byte[] expected = ProxyHeaders.join(new byte[] { 0x20, 2, 0, 0 }, publish("me/a", "hello"),
				mqtt(MqttMessage.PINGRESP), mqtt(MqttMessage.PINGRESP), publish("me/b", "x".repeat(500)));
		for (int way = 0; way < 2; way++) {
			try (TestClient client = TestClient.of(worker)) {
				assertThat(((way == 0) ? client.send(asked) : client.sendBytewise(asked)).bytes(expected.length))
					.isEqualTo(expected);
				assertThat(client.finish().rest()).isEmpty();
			}
		}
		assertThat(this.failures).isEmpty();
		assertThat(worker.protocol()).isEqualTo("mqtt");
	}

	@Test
	@DisplayName("What a decoder has learned about a connection its encoder knows: an MQTT 5 client gets properties")
	void encoderWhenDecoderHasLearnedKnows() throws Exception {
		Worker worker = start(MQTT, 1000, PipelineProtocolTests::serve);
		try (TestClient client = TestClient.of(worker)) {
			assertThat(client.send(connect(MqttVersion.MQTT_5)).bytes(5)).containsExactly(0x20, 3, 0, 0, 0);
		}
	}

	@Test
	@DisplayName("Malformed input costs its connection and no other, after what came before was answered")
	void connectionWhenInputIsMalformedIsClosed() throws Exception {
		Worker worker = start(MQTT, 1000, PipelineProtocolTests::serve);
		try (TestClient other = TestClient.of(worker); TestClient client = TestClient.of(worker)) {
			other.send(connect(MqttVersion.MQTT_3_1_1)).bytes(4);
			byte[] bad = { 0x10, 10, 0, 4, 'M', 'Q', 'T', 'X', 4, 2, 0, 60 };
			client.send(ProxyHeaders.join(mqtt(MqttMessage.PINGREQ), bad));
			assertThat(client.bytes(2)).isEqualTo(mqtt(MqttMessage.PINGRESP));
			assertThat(client.drain()).isZero();
			assertThat(reason().initiator()).isEqualTo(CloseReason.Initiator.SERVER);
			assertThat(other.send(publish("a", "b")).bytes(9)).isEqualTo(publish("me/a", "b"));
		}
		assertThat(this.failures).isEmpty();
	}

	@Test
	@DisplayName("An exception of a decoder closes, after what came before was answered")
	void connectionWhenDecoderThrowsIsClosed() throws Exception {
		Worker worker = start(SHORT, 10_000, Connection::send);
		try (TestClient client = TestClient.of(worker)) {
			client.send(new byte[] { 0, 1, 'a', -1, -1, 0 });
			assertThat(client.bytes(3)).containsExactly(0, 1, 'a');
			assertThat(client.drain()).isZero();
		}
		assertThat(reason().code()).isEqualTo(CloseReason.PROTOCOL_ERROR);
		assertThat(reason().reason()).startsWith("The peer sent bytes that are no package: ");
	}

	@Test
	@DisplayName("max-package-size limits what the decoders gather")
	void connectionWhenPackageIsTooLargeIsClosed() throws Exception {
		Worker worker = start(SHORT, 100, Connection::send);
		byte[] largest = ProxyHeaders.join(new byte[] { 0, 98 }, new byte[98]);
		try (TestClient client = TestClient.of(worker)) {
			assertThat(client.send(largest).send(largest).bytes(200)).startsWith(0, 98);
			assertThat(client.sendBytewise(largest).bytes(100)).isEqualTo(largest);
			client.send(ProxyHeaders.join(new byte[] { 0, 99 }, new byte[99]));
			assertThat(client.drain()).isZero();
		}
		catch (IOException ex) {
			// closed while it was sending
		}
		assertThat(reason().code()).isEqualTo(CloseReason.TOO_BIG);
	}

	@Test
	@DisplayName("Pausing stops between messages, and nothing is lost by it")
	void messagesWhenPausedWait() throws Exception {
		Worker worker = start(SHORT, 1000, (connection, message) -> {
			connection.send(message);
			connection.pauseRecv();
		});
		try (TestClient client = TestClient.of(worker)) {
			client.send(new byte[] { 0, 1, 'a', 0, 1, 'b', 0, 1, 'c', 0, 1 });
			assertThat(client.bytes(3)).endsWith('a');
			Connection connection = StartedWorkers.connection(worker);
			StartedWorkers.await(() -> worker.statistics().messagesReceived() == 1);
			connection.resumeRecv();
			assertThat(client.bytes(3)).endsWith('b');
			client.send(new byte[] { 'd' });
			connection.resumeRecv();
			assertThat(client.bytes(3)).endsWith('c');
			connection.resumeRecv();
			assertThat(client.bytes(3)).endsWith('d');
			connection.resumeRecv();
			assertThat(client.finish().rest()).isEmpty();
		}
	}

	@Test
	@DisplayName("Other threads may send, and what is sent stays with the sender")
	void sendWhenOnOtherThreadsIsEncodedWhole() throws Exception {
		Worker worker = start(SHORT, 1000, Connection::send);
		ExecutorService threads = Executors.newFixedThreadPool(3);
		ByteBuf shared = PooledByteBufAllocator.DEFAULT.buffer().writeBytes(new byte[] { 'x', 'y' });
		try (TestClient client = TestClient.of(worker)) {
			Connection connection = StartedWorkers.connection(worker);
			for (int i = 0; i < 3; i++) {
				threads.execute(() -> {
					for (int j = 0; j < 500; j++) {
						assertThat(connection.send(shared)).isNotEqualTo(SendResult.FAILED);
					}
				});
			}
			for (int i = 0; i < 500; i++) {
				client.send(new byte[] { 0, 2, 'x', 'y' });
			}
			for (int i = 0; i < 2000; i++) {
				assertThat(client.bytes(4)).containsExactly(0, 2, 'x', 'y');
			}
			worker.broadcast(shared);
			assertThat(client.bytes(4)).containsExactly(0, 2, 'x', 'y');
			assertThat(shared.refCnt()).isOne();
		}
		finally {
			threads.shutdown();
			assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
			shared.release();
		}
	}

	@Test
	@DisplayName("A received buffer reaches the other processes although they read it late")
	void broadcastWhenOtherProcessIsBusyKeepsTheBytes() throws Exception {
		CountDownLatch handled = new CountDownLatch(1);
		Worker worker = this.workers
			.start(StartedWorkers.tcp().count(2).protocol(SHORT).onMessage((connection, message) -> {
				if (((ByteBuf) message).readableBytes() == 2) {
					connection.worker().broadcast(message);
				}
				else {
					connection.send(message);
				}
			}));
		try (TestClient first = TestClient.of(worker); TestClient second = TestClient.of(worker)) {
			StartedWorkers.await(() -> worker.connections().size() == 2);
			worker.processes().get(1).execute(() -> StartedWorkers.await(() -> handled.getCount() == 0));
			boolean firstIsFree = worker.connections()
				.stream()
				.anyMatch((connection) -> connection.process().id() == 0
						&& connection.remotePort() == first.socket().getLocalPort());
			TestClient sender = firstIsFree ? first : second;
			assertThat(sender.send(new byte[] { 0, 2, 'o', 'k' }).bytes(4)).containsExactly(0, 2, 'o', 'k');
			assertThat(sender.send(new byte[] { 0, 4, 'm', 'o', 'r', 'e' }).bytes(6)).endsWith('m', 'o', 'r', 'e');
			handled.countDown();
			assertThat((firstIsFree ? second : first).bytes(4)).containsExactly(0, 2, 'o', 'k');
		}
	}

	@Test
	@DisplayName("What no encoder takes cannot be sent, and harms nothing")
	void messageWhenNobodyEncodesItIsRefused() throws Exception {
		Worker worker = start(SHORT, 1000, (connection, message) -> {
			connection.send(message);
			connection.send("text");
		});
		try (TestClient client = TestClient.of(worker)) {
			assertThat(client.send(new byte[] { 0, 1, 'a' }).bytes(3)).endsWith('a');
			assertThat(client.send(new byte[] { 0, 1, 'b' }).bytes(3)).endsWith('b');
		}
		StartedWorkers.await(() -> this.failures.size() == 2);
		assertThat(this.failures.get(0)).isInstanceOf(IllegalArgumentException.class)
			.hasMessage("The protocol 'short' cannot send 'java.lang.String'");
	}

	@Test
	@DisplayName("A message can be used until the handler returns, even if it closes or changes the protocol")
	void messageWhenHandlerClosesCanStillBeUsed() throws Exception {
		List<String> seen = new CopyOnWriteArrayList<>();
		Worker worker = start(SHORT, 1000, (connection, message) -> {
			ByteBuf bytes = (ByteBuf) message;
			if (bytes.getByte(0) == 'p') {
				connection.protocol(TextProtocol.INSTANCE);
				connection.send("now text");
			}
			else {
				connection.destroy();
			}
			seen.add(bytes.toString(StandardCharsets.UTF_8));
		});
		try (TestClient client = TestClient.of(worker)) {
			assertThat(client.send(new byte[] { 0, 1, 'p' }).line()).isEqualTo("now text");
		}
		try (TestClient client = TestClient.of(worker)) {
			assertThat(client.send(new byte[] { 0, 1, 'd', 0, 1, 'e', 0 }).drain()).isZero();
		}
		StartedWorkers.await(() -> this.reasons.size() == 2);
		assertThat(seen).containsExactly("p", "d");
		assertThat(this.failures).isEmpty();
	}

	@Test
	@DisplayName("A handler of the pipeline may answer by itself")
	void handlerWhenItWritesAnswers() throws Exception {
		PipelineProtocol greeting = PipelineProtocol.of("greeting", () -> List.of(new ChannelInboundHandlerAdapter() {

			@Override
			public void channelRead(ChannelHandlerContext context, Object message) {
				context.writeAndFlush(Unpooled.copiedBuffer("hello ", StandardCharsets.UTF_8));
				context.fireChannelRead(message);
			}

		}));
		Worker worker = start(greeting, 1000, Connection::send);
		try (TestClient client = TestClient.of(worker)) {
			assertThat(client.send("world\n").line()).isEqualTo("hello world");
		}
	}

}
