package io.workerman.autoconfigure;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import io.workerman.engine.Guards;
import io.workerman.engine.Guards.Heartbeat;
import io.workerman.engine.Guards.Overflow;
import io.workerman.engine.Guards.RateLimit;
import io.workerman.engine.Guards.RateLimit.Exceeded;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkersOptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Properties of heartbeats, rate limits and slow readers.
 */
class GuardPropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WorkermanAutoConfiguration.class))
		.withPropertyValues("workerman.listeners.it.auto-start=false");

	private static String of(String key) {
		return "workerman.listeners.it." + key;
	}

	@Test
	void guardsOfListener() {
		this.runner
			.withPropertyValues(of("heartbeat.interval=3s"), of("heartbeat.payload=hi"), of("heartbeat.missed-limit=5"),
					of("rate-limit.messages-per-second=10"), of("rate-limit.bytes-per-second=2KB"),
					of("rate-limit.burst=4s"), of("rate-limit.exceeded=close"), of("overflow=drop-oldest"),
					of("write-timeout=7s"), "workerman.max-total-send-buffer-size=6MB")
			.run((context) -> {
				assertThat(context.getBean("it", Worker.class).options().guards())
					.isEqualTo(new Guards(new Heartbeat(Duration.ofSeconds(3), "hi", 5),
							new RateLimit(10, 2048, Duration.ofSeconds(4), Exceeded.CLOSE), Overflow.DROP_OLDEST,
							Duration.ofSeconds(7)));
				assertThat(context.getBean(WorkersOptions.class).maxTotalSendBufferSize()).isEqualTo(6 * 1024 * 1024);
			});
	}

	@Test
	void webSocketsHaveHeartbeatsUnlessTurnedOff() {
		this.runner.withPropertyValues(of("address=websocket://127.0.0.1:0"), of("heartbeat.missed-limit=4"))
			.run((context) -> assertThat(heartbeat(context)).isEqualTo(new Heartbeat(Duration.ofSeconds(30), "", 4)));
		this.runner.withPropertyValues(of("address=websocket://127.0.0.1:0"), of("heartbeat.interval=0"))
			.run((context) -> assertThat(heartbeat(context)).isEqualTo(Heartbeat.NONE));
		this.runner.withPropertyValues(of("address=text://127.0.0.1:0"))
			.run((context) -> assertThat(heartbeat(context)).isNull());
	}

	private static Heartbeat heartbeat(ApplicationContext context) {
		return context.getBean("it", Worker.class).options().guards().heartbeat();
	}

	@Test
	void impossibleValueIsNamedWithItsProperty() {
		for (String value : new String[] { "heartbeat.interval=-3s", "heartbeat.missed-limit=-1",
				"heartbeat.payload=" + "x".repeat(126), "rate-limit.messages-per-second=-1",
				"rate-limit.bytes-per-second=-1B", "rate-limit.burst=-1s", "write-timeout=-1s", "overflow=grow" }) {
			this.runner.withPropertyValues(of(value))
				.run((context) -> assertThat(context).hasFailed()
					.getFailure()
					.rootCause()
					.satisfiesAnyOf(
							(failure) -> assertThat(failure).hasMessageContaining(of(value.replaceFirst("=.*", ""))),
							(failure) -> assertThat(failure).hasMessageContaining("Overflow")));
		}
	}

	@Test
	void negativeBudgetIsNamedWithItsProperty() {
		this.runner.withPropertyValues("workerman.max-total-send-buffer-size=-1B")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessageContaining("Property workerman.max-total-send-buffer-size with value '-1B' is invalid"));
	}

}
