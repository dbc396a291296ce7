package io.workerman.autoconfigure;

import java.nio.ByteOrder;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
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
		this.runner
			.withPropertyValues(of("assign=least-connections"), of("delay-receive=true"), of("dedicated-acceptor=true"))
			.run((context) -> assertThat(context.getBean("it", Worker.class).options().intake())
				.isEqualTo(new Intake(true, Assign.LEAST_CONNECTIONS, null, MulticastOptions.NONE, true)));
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

	@Test
	@DisplayName("S-35 multicast groups are a property, and what is impossible is named with its property")
	void multicastOfListener() {
		this.runner.withPropertyValues(of("address=udp://0.0.0.0:0"), of("multicast.groups=239.1.2.3"))
			.run((context) -> assertThat(context.getBean("it", Worker.class).options().intake().multicast())
				.isEqualTo(MulticastOptions.of("239.1.2.3")));
		assertInvalid(of("multicast.groups[1]"), "'10.0.0.1' is no multicast group", of("address=udp://0.0.0.0:0"),
				of("multicast.groups[0]=239.1.2.3"), of("multicast.groups[1]=10.0.0.1"));
		assertInvalid(of("multicast.network-interface"), "There is no network interface 'nope0' (expected one of [",
				of("address=udp://0.0.0.0:0"), of("multicast.groups=239.1.2.3"),
				of("multicast.network-interface=nope0"));
		assertInvalid(of("multicast.groups"), "only a udp address can join groups: use one, or remove multicast",
				of("multicast.groups=239.1.2.3"));
	}

	private void assertInvalid(String property, String reason, String... values) {
		this.runner.withPropertyValues(values)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, (ex) -> {
					assertThat(ex.getName()).isEqualTo(property);
					assertThat(ex.getReason()).startsWith(reason);
				}));
	}

}
