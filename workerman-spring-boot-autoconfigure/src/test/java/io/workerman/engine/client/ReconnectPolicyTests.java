package io.workerman.engine.client;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ReconnectPolicy}.
 */
class ReconnectPolicyTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	@Test
	void delayWhenRepeatedGrowsUpToTheLongest() {
		ReconnectPolicy policy = new ReconnectPolicy(SECOND, 2, Duration.ofSeconds(5), 0, 0);
		assertThat(policy.delay(1, 0.9)).isEqualTo(SECOND);
		assertThat(policy.delay(2, 0.9)).isEqualTo(Duration.ofSeconds(2));
		assertThat(policy.delay(3, 0.9)).isEqualTo(Duration.ofSeconds(4));
		assertThat(policy.delay(4, 0.9)).isEqualTo(Duration.ofSeconds(5));
		assertThat(policy.delay(5000, 0.9)).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void delayWhenThereIsJitterStaysWithinIt() {
		ReconnectPolicy policy = new ReconnectPolicy(Duration.ofSeconds(10), 1, Duration.ofSeconds(10), 0.2, 0);
		assertThat(policy.delay(1, 0)).isEqualTo(Duration.ofSeconds(8));
		assertThat(policy.delay(1, 0.5)).isEqualTo(Duration.ofSeconds(10));
		assertThat(policy.delay(1, 1)).isEqualTo(Duration.ofSeconds(12));
	}

	@Test
	void policyWhenImpossibleIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new ReconnectPolicy(Duration.ZERO, 2, SECOND, 0, 0))
			.withMessage("delay: PT0S (expected: > 0)");
		assertThatIllegalArgumentException().isThrownBy(() -> new ReconnectPolicy(SECOND, 0.5, SECOND, 0, 0))
			.withMessage("multiplier: 0.5 (expected: >= 1)");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ReconnectPolicy(SECOND, 2, Duration.ofMillis(1), 0, 0))
			.withMessage("maxDelay: PT0.001S (expected: >= PT1S)");
		assertThatIllegalArgumentException().isThrownBy(() -> new ReconnectPolicy(SECOND, 2, SECOND, 1.1, 0))
			.withMessage("jitter: 1.1 (expected: 0..1)");
		assertThatIllegalArgumentException().isThrownBy(() -> new ReconnectPolicy(SECOND, 2, SECOND, 0, -1))
			.withMessage("maxAttempts: -1 (expected: >= 0)");
	}

}
