package io.workerman.aot;

import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.javapoet.ClassName;

import io.workerman.annotation.OnChannel;
import io.workerman.annotation.OnClose;
import io.workerman.annotation.OnFinish;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.OnQueue;
import io.workerman.annotation.OnTask;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.Connection;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HandlerAotProcessor} and {@link WorkermanRuntimeHints}.
 */
class AheadOfTimeTests {

	@Test
	void methodsOfHandlersAreCallableAndPayloadsAreBound() {
		RuntimeHints hints = process(Chat.class);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Chat.class, "say")).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Chat.class, "closed")).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Chat.class, "other")).rejects(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Question.class, "text")).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Answer.class, "text")).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onType(Connection.class)).rejects(hints);
	}

	@Test
	void methodsOfTasksAndChannelsAreCallableOnAnyBean() {
		RuntimeHints hints = process(Work.class);
		for (String method : new String[] { "task", "finished", "news", "job" }) {
			assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Work.class, method)).accepts(hints);
		}
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Work.class, "other")).rejects(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Question.class, "text")).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Answer.class, "text")).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Sum.class, "of")).rejects(hints);
	}

	@Test
	void otherBeansAreLeftAlone() {
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(NoHandler.class, "say"))
			.rejects(process(NoHandler.class));
	}

	@Test
	void resourcesAreThere() {
		RuntimeHints hints = process(NoHandler.class);
		new WorkermanRuntimeHints().registerHints(hints, null);
		for (String resource : new String[] { "io/workerman/actuate/live.html",
				"io/workerman/status/version.properties" }) {
			assertThat(getClass().getClassLoader().getResource(resource)).isNotNull();
			assertThat(RuntimeHintsPredicates.resource().forResource(resource)).accepts(hints);
		}
	}

	private static RuntimeHints process(Class<?> type) {
		GenericApplicationContext context = new GenericApplicationContext();
		context.registerBean(type);
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get("test", "Application")), new InMemoryGeneratedFiles());
		new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		return generation.getRuntimeHints();
	}

	@WorkerHandler("chat")
	static class Chat {

		@OnMessage
		CompletionStage<Answer> say(Connection connection, Question question) {
			throw new UnsupportedOperationException();
		}

		@OnClose
		void closed() {
		}

		void other() {
		}

	}

	static class Work {

		@OnTask
		int task(Sum sum) {
			return sum.of();
		}

		@OnFinish
		void finished(int result) {
		}

		@OnChannel("news")
		void news(Question question) {
		}

		@OnQueue("jobs")
		void job(Answer answer) {
		}

		@OnMessage
		void other() {
		}

	}

	static class NoHandler {

		@OnMessage
		void say(Question question) {
		}

	}

	record Question(String text) {

	}

	record Answer(String text) {

	}

	record Sum(int of) {

	}

}
