package io.workerman.actuate;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.workerman.engine.Worker;

import static org.assertj.core.api.Assertions.assertThat;

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
		ConnectionPage page = ConnectionPage.of(this.worker, 1, 2);
		assertThat(page.connections()).extracting(ConnectionStatus::id).containsExactly(5L, 9L);
		assertThat(page.total()).isEqualTo(5);
	}

	@Test
	void pageWhenPastTheEndIsEmpty() {
		assertThat(ConnectionPage.of(this.worker, Integer.MAX_VALUE, 1000).connections()).isEmpty();
	}

	@Test
	void pageWhenNothingIsAskedIsTheFirstHundred() {
		ConnectionPage page = ConnectionPage.of(this.worker, null, null);
		assertThat(page.page()).isZero();
		assertThat(page.size()).isEqualTo(100);
	}

	@Test
	void pageWhenTooMuchIsAskedKeepsToItsLimits() {
		ConnectionPage page = ConnectionPage.of(this.worker, -1, 5000);
		assertThat(page.page()).isZero();
		assertThat(page.size()).isEqualTo(1000);
	}

}
