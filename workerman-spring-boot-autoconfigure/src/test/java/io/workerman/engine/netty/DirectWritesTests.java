package io.workerman.engine.netty;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.kqueue.KQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.Connection;
import io.workerman.engine.SendResult;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerOptions.Logging;
import io.workerman.engine.netty.transport.DirectWrites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Bytes that are written past the channel.
 */
@Timeout(60)
class DirectWritesTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	@Test
	void socketWhenNobodyElseSeesWhatIsWritten() throws Exception {
		assumeTrue(Epoll.isAvailable() || KQueue.isAvailable(), "Neither epoll nor kqueue is here");
		Worker plain = this.workers.start(StartedWorkers.tcp());
		Worker logged = this.workers
			.start(StartedWorkers.tcp().logging(new Logging(16, plain.options().logging().mdc())));
		try (TestClient one = TestClient.of(plain); TestClient other = TestClient.of(logged)) {
			assertThat(DirectWrites.socket(link(plain).channel())).isNotNull();
			assertThat(DirectWrites.socket(link(logged).channel())).isNull();
			assertThat(one.send(new byte[1]).socket().isConnected()).isTrue();
			assertThat(other.send(new byte[1]).socket().isConnected()).isTrue();
		}
	}

	private static Link link(Worker worker) {
		return ((StreamConnection) StartedWorkers.connection(worker)).link();
	}

	@Test
	void bytesArriveInOrderWhenSocketTakesOnlyPartOfThem() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.tcp().maxSendBufferSize(100_000_000));
		byte[] bytes = new byte[30_000_000];
		new Random(7).nextBytes(bytes);
		AtomicBoolean waited = new AtomicBoolean();
		try (TestClient client = TestClient.of(worker)) {
			Connection connection = StartedWorkers.connection(worker);
			connection.process().execute(() -> {
				int at = 0;
				for (int size = 1; at < bytes.length; size = Math.min(size * 3, bytes.length - at)) {
					SendResult result = connection.send(Arrays.copyOfRange(bytes, at, at + size));
					waited.compareAndSet(false, result == SendResult.QUEUED);
					at += size;
				}
			});
			assertThat(client.bytes(bytes.length)).isEqualTo(bytes);
			assertThat(waited).isTrue();
			StartedWorkers.await(() -> connection.bytesWritten() == bytes.length);
			assertThat(connection.sendBufferSize()).isZero();
		}
	}

	@Test
	void sendWhenPeerHasResetClosesConnection() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.tcp());
		try (TestClient client = TestClient.of(worker)) {
			Connection connection = StartedWorkers.connection(worker);
			client.socket().setSoLinger(true, 0);
			client.socket().close();
			StartedWorkers.await(() -> connection.send(new byte[10]) == SendResult.FAILED);
			StartedWorkers.await(() -> worker.connections().isEmpty());
		}
	}

}
