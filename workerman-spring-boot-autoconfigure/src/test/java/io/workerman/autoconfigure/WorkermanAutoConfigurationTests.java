package io.workerman.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;
import io.workerman.context.WorkerCustomizer;
import io.workerman.engine.JsonCodec;
import io.workerman.engine.Transport;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerBuilder;
import io.workerman.engine.WorkerOptions;
import io.workerman.engine.Workers;
import io.workerman.engine.WorkersOptions;
import io.workerman.invocation.HandlerException;
import io.workerman.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkermanAutoConfiguration} and
 * {@link WorkermanJacksonAutoConfiguration}.
 */
class WorkermanAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(WorkermanAutoConfiguration.class, WorkermanJacksonAutoConfiguration.class));

	@Test
	void eachListenerIsAWorkerBeanOfItsName() {
		this.runner
			.withPropertyValues("workerman.listeners.chat.address=text://127.0.0.1:0",
					"workerman.listeners.my-clock.address=udp://127.0.0.1:0", "workerman.listeners.jobs=")
			.withBean(Injected.class)
			.run((context) -> {
				Injected injected = context.getBean(Injected.class);
				assertThat(injected.all).containsOnlyKeys("chat", "my-clock", "jobs");
				assertThat(injected.chat.name()).isEqualTo("chat");
				assertThat(injected.chat.port()).isPositive();
				assertThat(injected.all.get("jobs").address()).isEqualTo("none");
				assertThat(context.getBean(Workers.class).all()).hasSize(3);
			});
	}

	@Test
	void optionsOfListener() {
		this.runner
			.withPropertyValues("workerman.listeners.it.count=2", "workerman.listeners.it.reuse-port=true",
					"workerman.listeners.it.reloadable=false", "workerman.listeners.it.auto-start=false",
					"workerman.listeners.it.backlog=7", "workerman.listeners.it.max-send-buffer-size=2KB",
					"workerman.listeners.it.max-package-size=3KB")
			.run((context) -> {
				WorkerOptions options = options(context, "it");
				assertThat(options.count()).isEqualTo(2);
				assertThat(options.reusePort()).isTrue();
				assertThat(options.reloadable()).isFalse();
				assertThat(options.autoStart()).isFalse();
				assertThat(options.backlog()).isEqualTo(7);
				assertThat(options.maxSendBufferSize()).isEqualTo(2048);
				assertThat(options.maxPackageSize()).isEqualTo(3072);
			});
	}

	@Test
	void optionsUnlessSet() {
		this.runner.withPropertyValues("workerman.listeners.it=").run((context) -> {
			WorkerOptions options = options(context, "it");
			WorkerOptions expected = Worker.builder("it").build().options();
			assertThat(options).isEqualTo(expected);
		});
	}

	@Test
	void listenerInheritsDefaultsItDoesNotSetItself() {
		this.runner
			.withPropertyValues("workerman.defaults.count=2", "workerman.defaults.backlog=9",
					"workerman.listeners.one.count=1", "workerman.listeners.two.reloadable=false")
			.run((context) -> {
				assertThat(options(context, "one").count()).isEqualTo(1);
				assertThat(options(context, "one").backlog()).isEqualTo(9);
				assertThat(options(context, "two").count()).isEqualTo(2);
				assertThat(options(context, "two").reloadable()).isFalse();
			});
	}

	@Test
	void environmentVariableSetsKeyOfListenerWithDash() {
		this.runner.withPropertyValues("workerman.listeners.my-chat.count=1").withInitializer((context) -> {
			Map<String, Object> variables = Map.of("WORKERMAN_LISTENERS_MYCHAT_COUNT", "2");
			context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", variables));
		}).run((context) -> {
			assertThat(context.getBeansOfType(Worker.class)).containsOnlyKeys("my-chat");
			assertThat(options(context, "my-chat").count()).isEqualTo(2);
		});
	}

	@Test
	void nothingIsSetUpIfDisabled() {
		this.runner.withPropertyValues("workerman.enabled=false", "workerman.listeners.it.address=bad")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(Worker.class)
				.doesNotHaveBean(Workers.class)
				.doesNotHaveBean(JsonCodec.class));
	}

	@Test
	void customizersChangeListenersInTheirOrder() {
		this.runner.withPropertyValues("workerman.listeners.it.count=1")
			.withBean("second", Second.class)
			.withBean("first", First.class)
			.run((context) -> assertThat(options(context, "it").backlog()).isEqualTo(2));
	}

	@Test
	void workerBuiltInCodeStartsWithTheListeners() {
		this.runner.withPropertyValues("workerman.listeners.it.count=1")
			.withUserConfiguration(Echo.class)
			.run((context) -> {
				Worker echo = context.getBean("echo", Worker.class);
				assertThat(context.getBean(Workers.class).all()).contains(echo).hasSize(2);
				try (Peer peer = Peer.connect(echo.port())) {
					assertThat(peer.send("hi\n").line()).isEqualTo("hi");
				}
				assertThat(context.getEnvironment().getProperty("local.workerman.echo.port")).isNotNull();
			});
	}

	@Test
	void listenerWithoutKeysInYaml(@TempDir Path directory) throws IOException {
		Files.writeString(directory.resolve("application.yml"), """
				workerman:
				  listeners:
				    empty:
				    braces: {}
				""");
		this.runner.withPropertyValues("spring.config.location=" + directory + "/")
			.withInitializer(new ConfigDataApplicationContextInitializer())
			.run((context) -> assertThat(context.getBeansOfType(Worker.class)).containsOnlyKeys("empty", "braces"));
	}

	@Test
	void transport() {
		this.runner.withPropertyValues("workerman.transport=nio", "workerman.listeners.it.count=1")
			.run((context) -> assertThat(context.getBean(Workers.class).transport()).isEqualTo(Transport.NIO));
	}

	@Test
	void protocolBeansAreOfferedUnderTheirNames() {
		this.runner.withBean("JsonNL", JsonNL.class)
			.run((context) -> assertThat(context.getBean(WorkersOptions.class).protocolNames())
				.containsExactly("JsonNL"));
	}

	@Test
	void jsonIsWrittenByTheMapperOfTheApplication() {
		this.runner
			.withBean(JsonMapper.class,
					() -> JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build())
			.run((context) -> assertThat(context.getBean(JsonCodec.class).write(new Named("x"))).asString()
				.isEqualTo("{\"first_name\":\"x\"}"));
	}

	@Test
	void textIsHandledWithoutJackson() {
		this.runner.withPropertyValues("workerman.listeners.it.address=text://127.0.0.1:0")
			.withClassLoader(new FilteredClassLoader("tools.jackson"))
			.withBean(Texts.class)
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(JsonCodec.class);
				try (Peer peer = Peer.connect(context.getBean(Worker.class).port())) {
					assertThat(peer.send("a\n").line()).isEqualTo("a");
				}
			});
	}

	@Test
	void jsonIsRefusedWithoutJackson() {
		this.runner.withPropertyValues("workerman.listeners.it.address=text://127.0.0.1:0")
			.withClassLoader(new FilteredClassLoader("tools.jackson"))
			.withBean(Jsons.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(HandlerException.class)
				.hasMessage("The @OnMessage method '%s.message(Named)' takes messages of type '%s', which are read from"
						+ " JSON, but there is no JSON library", Jsons.class.getName(), Named.class.getName()));
	}

	private static WorkerOptions options(AssertableApplicationContext context, String listener) {
		return context.getBean(listener, Worker.class).options();
	}

	record Named(String firstName) {
	}

	static class Injected {

		private final Worker chat;

		private final Map<String, Worker> all;

		Injected(@Qualifier("chat") Worker chat, Map<String, Worker> all) {
			this.chat = chat;
			this.all = all;
		}

	}

	@Order(1)
	static class First implements WorkerCustomizer {

		@Override
		public void customize(WorkerBuilder builder) {
			builder.backlog(1);
		}

	}

	@Order(2)
	static class Second implements WorkerCustomizer {

		@Override
		public void customize(WorkerBuilder builder) {
			builder.backlog(2);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Echo {

		@Bean
		Worker echo() {
			return Worker.builder("echo")
				.listen("text://127.0.0.1:0")
				.onMessage((connection, message) -> connection.send(message))
				.build();
		}

	}

	@WorkerHandler
	static class Texts {

		@OnMessage
		String message(String message) {
			return message;
		}

	}

	@WorkerHandler
	static class Jsons {

		@OnMessage
		void message(Named message) {
		}

	}

}
