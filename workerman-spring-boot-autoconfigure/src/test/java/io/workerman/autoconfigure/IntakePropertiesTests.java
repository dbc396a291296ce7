package io.workerman.autoconfigure;

import java.nio.ByteOrder;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.workerman.engine.MulticastOptions;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerOptions.Intake;
import io.workerman.engine.WorkerOptions.Intake.Assign;
import io.workerman.engine.protocol.DelimiterProtocol;
import io.workerman.engine.protocol.LengthFieldProtocol;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Properties of how connections are taken in and cut into packages.
 */
class IntakePropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WorkermanAutoConfiguration.class))
		.withPropertyValues(of("auto-start=false"), of("address=tcp://127.0.0.1:0"));

	private static String of(String key) {
		return "workerman.listeners.it." + key;
	}

	@Test
	@DisplayName("S-12 S-13 placement and delayed receiving are properties")
	void intakeOfListener() {
		this.runner.withPropertyValues(of("assign=least-connections"), of("delay-receive=true"))
			.run((context) -> assertThat(context.getBean("it", Worker.class).options().intake())
				.isEqualTo(new Intake(true, Assign.LEAST_CONNECTIONS, null, MulticastOptions.NONE)));
		this.runner.run((context) -> assertThat(context.getBean("it", Worker.class).options().intake())
			.isEqualTo(Intake.DEFAULT));
	}

	@Test
	@DisplayName("S-15 framing is a property")
	void framingOfListener() {
		this.runner.withPropertyValues(of("framing.delimiter=#"), of("framing.strip=true"))
			.run((context) -> assertThat(context.getBean("it", Worker.class).options().protocol())
				.isInstanceOf(DelimiterProtocol.class));
		this.runner
			.withPropertyValues(of("framing.length-field.offset=1"), of("framing.length-field.size=2"),
					of("framing.length-field.order=little-endian"), of("framing.length-field.adjustment=-3"),
					of("framing.length-field.strip=3"))
			.run((context) -> assertThat(context.getBean("it", Worker.class).options().protocol())
				.isEqualTo(new LengthFieldProtocol(1, 2, ByteOrder.LITTLE_ENDIAN, -3, 3)));
	}

	@Test
	@DisplayName("S-15 an impossible framing is named with its property")
	void impossibleFramingIsNamed() {
		this.runner.withPropertyValues(of("framing.length-field.size=5"))
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessageContaining(of("framing")));
		this.runner.withPropertyValues(of("framing.delimiter=#"), of("address=text://127.0.0.1:0"))
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessageContaining(of("framing")));
		this.runner.withPropertyValues(of("framing.delimiter=#"), of("framing.length-field.size=2"))
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessageContaining(of("framing")));
	}

}
