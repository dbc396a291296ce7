package io.workerman.engine.http;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions and how long they live.
 */
class SessionTests {

	private Instant now = Instant.EPOCH;

	private final Session.Store store = new Session.Store(() -> this.now, 3);

	@Test
	void sessionRemembersValues() {
		Session session = this.store.create();
		session.set("a", 1);
		session.set("b", "x");
		assertThat(session.get("a")).isEqualTo(1);
		assertThat(session.has("b")).isTrue();
		assertThat(session.all()).containsOnlyKeys("a", "b");
		assertThat(session.pull("a")).isEqualTo(1);
		assertThat(session.get("a")).isNull();
		session.delete("b");
		assertThat(session.has("b")).isFalse();
		session.set("c", 1);
		session.flush();
		assertThat(session.all()).isEmpty();
	}

	@Test
	void sessionEndsWhenItIsNotUsed() {
		Session session = this.store.create();
		pass(Duration.ofSeconds(1439));
		assertThat(this.store.find(session.id())).isSameAs(session);
		pass(Duration.ofSeconds(1439));
		assertThat(this.store.find(session.id())).isSameAs(session);
		pass(Duration.ofMinutes(24));
		assertThat(this.store.find(session.id())).isNull();
	}

	@Test
	void sessionUsedLongestAgoMakesRoom() {
		Session first = this.store.create();
		Session second = this.store.create();
		Session third = this.store.create();
		this.store.find(first.id());
		Session fourth = this.store.create();
		assertThat(this.store.find(second.id())).isNull();
		assertThat(this.store.find(first.id())).isSameAs(first);
		assertThat(this.store.find(third.id())).isSameAs(third);
		assertThat(this.store.find(fourth.id())).isSameAs(fourth);
	}

	@Test
	void idIsRandom() {
		assertThat(this.store.create().id()).hasSize(32).isNotEqualTo(this.store.create().id());
	}

	private void pass(Duration duration) {
		this.now = this.now.plus(duration);
	}

}
