package io.workerman.engine.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;

import io.workerman.engine.Connection;
import io.workerman.engine.JsonCodec;
import io.workerman.engine.Worker;
import io.workerman.engine.push.LocalClients;
import io.workerman.engine.push.PushResult;
import io.workerman.engine.push.WorkermanTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterNode} with a backplane that fails when it is told to.
 */
class ClusterNodeTests {

	private final LocalClients clients = new LocalClients();

	private final Loose backplane = new Loose();

	private final ClusterNode node = new ClusterNode(this.clients, this.backplane, JsonCodec::standard,
			Duration.ofMillis(200));

	private final WorkermanTemplate template = new WorkermanTemplate(this.node);

	private final Connection connection = BDDMockito.mock(Connection.class);

	private String id = "";

	@BeforeEach
	void connect() {
		Worker worker = BDDMockito.mock(Worker.class);
		BDDMockito.given(worker.connection(7)).willReturn(this.connection);
		BDDMockito.given(worker.name()).willReturn("chat");
		BDDMockito.given(this.connection.id()).willReturn(7L);
		BDDMockito.given(this.connection.worker()).willReturn(worker);
		BDDMockito.given(this.connection.status()).willReturn(Connection.Status.ESTABLISHED);
		BDDMockito.given(this.connection.attributes()).willReturn(new HashMap<>());
		this.clients.watch(worker);
		this.id = this.clients.clientId(this.connection);
		this.node.start();
	}

	private static <T> T done(CompletionStage<T> stage) throws Exception {
		return stage.toCompletableFuture().get(5, TimeUnit.SECONDS);
	}

	@Test
	void whatMayNotHaveBeenWrittenIsWrittenAnew() throws Exception {
		done(this.template.joinGroup(this.id, "room"));
		this.backplane.failing = true;
		assertThat(done(this.template.bindUid(this.id, "42"))).isTrue();
		this.backplane.failing = false;
		this.backplane.written.clear();
		done(this.node.renew());
		assertThat(this.backplane.wiped).isEqualTo(2);
		assertThat(this.backplane.written).containsOnly(Map.entry("u:42", true), Map.entry("g:room", true));
		done(this.node.renew());
		assertThat(this.backplane.wiped).isEqualTo(2);
	}

	@Test
	void leaseThatHasEndedMakesTheNodeSayEverythingAnew() throws Exception {
		done(this.template.bindUid(this.id, "42"));
		this.backplane.written.clear();
		this.backplane.ended = true;
		done(this.node.renew());
		assertThat(this.backplane.written).containsOnly(Map.entry("u:42", true));
	}

	@Test
	void nodeThatDoesNotAnswerIsSilent() throws Exception {
		this.backplane.holders = 2;
		PushResult result = done(this.template.sendToUid("42", "hello"));
		assertThat(result.silent()).isEqualTo(2);
		assertThat(result.nodes()).isEqualTo(3);
		assertThat(result.unknown()).containsExactly("42");
		assertThat(this.node.statistics().pending()).isZero();
	}

	@Test
	void envelopeOfAnotherVersionIsLeftAlone() throws Exception {
		done(this.template.sendToUid("42", "hello"));
		byte[] later = this.backplane.sent.get(0).clone();
		later[0] = WireFormat.VERSION + 1;
		this.backplane.receiver.accept(later);
		this.backplane.receiver.accept(new byte[] { WireFormat.VERSION, 0, 0 });
		this.backplane.receiver.accept(new byte[] { WireFormat.VERSION, 127, 127, 127, 127, 1 });
		assertThat(this.node.statistics().unreadable()).isEqualTo(3);
		assertThat(this.node.statistics().received()).isZero();
	}

	/**
	 * Remembers what it was told.
	 */
	private static final class Loose implements Backplane {

		private final Map<String, Boolean> written = new HashMap<>();

		private final List<byte[]> sent = new ArrayList<>();

		private Consumer<byte[]> receiver = (envelope) -> {
		};

		private boolean failing;

		private boolean ended;

		private int wiped;

		private int holders;

		@Override
		public CompletionStage<Void> start(String node, Consumer<byte[]> receiver) {
			this.receiver = receiver;
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public CompletionStage<Void> stop() {
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public CompletionStage<Integer> tell(Collection<String> keys, byte[] envelope) {
			this.sent.add(envelope);
			return CompletableFuture.completedFuture(this.holders);
		}

		@Override
		public CompletionStage<Integer> tellNodes(Collection<String> nodes, byte[] envelope) {
			this.sent.add(envelope);
			return CompletableFuture.completedFuture(nodes.size());
		}

		@Override
		public CompletionStage<Integer> tellAll(byte[] envelope) {
			this.sent.add(envelope);
			return CompletableFuture.completedFuture(this.holders);
		}

		@Override
		public CompletionStage<Void> index(Map<String, Boolean> keys) {
			if (this.failing) {
				return CompletableFuture.failedFuture(new IllegalStateException("away"));
			}
			this.written.putAll(keys);
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public CompletionStage<Lease> renew(boolean anew) {
			this.wiped += anew ? 1 : 0;
			return CompletableFuture.completedFuture(new Lease(anew || this.ended, 1));
		}

	}

}
