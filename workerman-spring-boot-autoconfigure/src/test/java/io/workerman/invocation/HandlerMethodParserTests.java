package io.workerman.invocation;

import java.util.Date;

import org.junit.jupiter.api.Test;

import io.workerman.annotation.OnClose;
import io.workerman.annotation.OnConnect;
import io.workerman.annotation.OnError;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.OnWorkerStart;
import io.workerman.engine.Connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link HandlerMethodParser}.
 */
class HandlerMethodParserTests {

	@Test
	void privateMethodIsRefused() {
		refused(Private.class,
				"The @OnConnect method '%s.connect()' is private, so that a proxy cannot pass on a call of it",
				"Remove 'private'; the method may be package-private.");
	}

	@Test
	void staticMethodIsRefused() {
		refused(Static.class,
				"The @OnConnect method '%s.connect()' is static, so that a proxy cannot pass on a call of it",
				"Remove 'static'; the method may be package-private.");
	}

	@Test
	void parameterThatTheEventDoesNotHaveIsRefused() {
		refused(Connects.class,
				"Parameter 1 of the @OnConnect method '%s.connect(Connection, Date)' cannot have the type 'java.util.Date'",
				"Use only these parameters, in any order, each of them optional: Connection, Principal, Worker,"
						+ " WorkerProcess.");
		refused(Starts.class,
				"Parameter 0 of the @OnWorkerStart method '%s.start(Connection)' cannot have the type"
						+ " 'io.workerman.engine.Connection'",
				"Use only these parameters, in any order, each of them optional: WorkerProcess, Worker.");
		refused(Closes.class, "Parameter 0 of the @OnClose method '%s.close(int)' cannot have the type 'int'",
				"Use only these parameters, in any order, each of them optional: Connection, CloseReason, Principal, Worker,"
						+ " WorkerProcess.");
	}

	@Test
	void secondMessageParameterIsRefused() {
		refused(Messages.class,
				"Parameter 1 of the @OnMessage method '%s.message(String, Date)' cannot have the type"
						+ " 'java.util.Date' because 'java.lang.String' is the type of the message already",
				"Use only these parameters, in any order, each of them optional: Connection, Principal, Worker, WorkerProcess,"
						+ " HttpRequest, and one type of message.");
	}

	@Test
	void codeBesideThrowableIsRefused() {
		refused(Errors.class,
				"Parameter 1 of the @OnError method '%s.error(Exception, int)' cannot have the type 'int'"
						+ " beside a 'java.lang.Exception'",
				"Use only these parameters, in any order, each of them optional: Connection, Principal, Worker, WorkerProcess,"
						+ " and either int (the code) and String (the message) or a subtype of Throwable.");
	}

	@Test
	void methodMayHaveSeveralAnnotations() {
		assertThat(HandlerMethodParser.parseAll(Both.class)).extracting(HandlerMethod::event)
			.containsExactlyInAnyOrder(HandlerEvent.CONNECT, HandlerEvent.CLOSE);
	}

	@Test
	void errorMethodWithoutEitherParameterIsForBoth() {
		assertThat(HandlerMethodParser.parseAll(AnyError.class)).extracting(HandlerMethod::event)
			.containsExactlyInAnyOrder(HandlerEvent.ERROR, HandlerEvent.FAILURE);
	}

	private static void refused(Class<?> type, String message, String action) {
		assertThatExceptionOfType(HandlerException.class).isThrownBy(() -> HandlerMethodParser.parseAll(type))
			.withMessage(message, type.getName())
			.satisfies((ex) -> assertThat(ex.action()).isEqualTo(action));
	}

	static class Private {

		@OnConnect
		@SuppressWarnings("UnusedMethod")
		private void connect() {
		}

	}

	static class Static {

		@OnConnect
		static void connect() {
		}

	}

	static class Connects {

		@OnConnect
		void connect(Connection connection, Date date) {
		}

	}

	static class Starts {

		@OnWorkerStart
		void start(Connection connection) {
		}

	}

	static class Closes {

		@OnClose
		void close(int code) {
		}

	}

	static class Messages {

		@OnMessage
		void message(String message, Date date) {
		}

	}

	static class Errors {

		@OnError
		void error(Exception failure, int code) {
		}

	}

	static class Both {

		@OnConnect
		@OnClose
		void both(Connection connection) {
		}

	}

	static class AnyError {

		@OnError
		void error(Connection connection) {
		}

	}

}
