package io.workerman.status;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;

import io.workerman.engine.Worker;
import io.workerman.engine.push.WorkermanTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link ConnectionPage}.
 */
class ConnectionPageTests {

	private final Worker worker = FakeWorkers.worker("telnet", "text://0.0.0.0:2347", Worker.State.RUNNING,
			FakeWorkers.IDLE);

	@BeforeEach
	void connect() {
		for (long id : new long[] { 9, 3, 12, 1, 5 }) {
			FakeWorkers.connect(this.worker, id, "127.0.0.1", 40000);
		}
	}

	@Test
	void pageIsSortedById() {
		ConnectionPage page = page(1, 2, null);
		assertThat(page.connections()).extracting(ConnectionStatus::id).containsExactly(5L, 9L);
		assertThat(page.total()).isEqualTo(5);
	}

	@Test
	void pageWhenPastTheEndIsEmpty() {
		assertThat(page(Integer.MAX_VALUE, 1000, null).connections()).isEmpty();
	}

	@Test
	void pageWhenNothingIsAskedIsTheFirstHundred() {
		ConnectionPage page = page(null, null, null);
		assertThat(page.page()).isZero();
		assertThat(page.size()).isEqualTo(100);
	}

	@Test
	void pageWhenTooMuchIsAskedKeepsToItsLimits() {
		ConnectionPage page = page(-1, 5000, null);
		assertThat(page.page()).isZero();
		assertThat(page.size()).isEqualTo(1000);
	}

	@Test
	void pageWhenSortedBySizeHasTheLargestFirst() {
		BDDMockito.given(this.worker.connection(5).sendBufferSize()).willReturn(7L);
		BDDMockito.given(this.worker.connection(9).sendBufferSize()).willReturn(8L);
		assertThat(page(0, 3, "-sendQueue").connections()).extracting(ConnectionStatus::id).containsExactly(9L, 5L, 1L);
		assertThat(page(0, 9, "sendQueue").connections()).extracting(ConnectionStatus::id)
			.containsExactly(1L, 3L, 12L, 5L, 9L);
	}

	@Test
	void pageWhenOrderIsUnknownNamesThoseThatAre() {
		assertThatIllegalArgumentException().isThrownBy(() -> page(0, 1, "colour"))
			.withMessage("sort: colour (expected one of [id, bytesRead, bytesWritten, recvQueue, sendQueue], "
					+ "with - before it for the largest first)");
	}

	@Test
	void pageWhenPeerIsAskedForHasItsConnections() {
		FakeWorkers.connect(this.worker, 20, "::1", 50000);
		FakeWorkers.connect(this.worker, 21, "::1", 50001);
		BDDMockito.given(this.worker.connection(21).principal()).willReturn(() -> "ann");
		assertThat(peer("::1", null, null)).containsExactly(20L, 21L);
		assertThat(peer("[::1]:50001", null, null)).containsExactly(21L);
		assertThat(peer("::1", "ann", null)).containsExactly(21L);
		assertThat(peer(null, "ann", null)).containsExactly(21L);
		assertThat(peer("127.0.0.1", "ann", null)).isEmpty();
		BDDMockito.given(this.worker.connection(20).attributes()).willReturn(Map.of(WorkermanTemplate.UID, "42"));
		assertThat(peer(null, null, "42")).containsExactly(20L);
		assertThat(peer(null, "ann", "42")).isEmpty();
	}

	@Test
	void sanitizedSaysNotWhoThePeersAre() {
		BDDMockito.given(this.worker.connection(1).principal()).willReturn(() -> "ann");
		BDDMockito.given(this.worker.connection(3).attributes()).willReturn(Map.of(WorkermanTemplate.UID, "42"));
		assertThat(page(0, 2, null).sanitized().connections()).allSatisfy((connection) -> {
			assertThat(connection.remoteAddress()).isEqualTo("******");
			assertThat(connection.localAddress()).isEqualTo("******");
		})
			.extracting(ConnectionStatus::principal, ConnectionStatus::uid)
			.containsExactly(tuple("******", ""), tuple("", "******"));
	}

	private ConnectionPage page(Integer page, Integer size, String sort) {
		return ConnectionPage.of(this.worker, ConnectionQuery.of(page, size, sort, null, null, null));
	}

	private List<Long> peer(String address, String principal, String uid) {
		return ConnectionPage.of(this.worker, ConnectionQuery.of(null, null, null, address, principal, uid))
			.connections()
			.stream()
			.map(ConnectionStatus::id)
			.toList();
	}

}
