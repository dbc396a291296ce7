package io.workerman.invocation;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.Connection;

/**
 * Sends what a method returns that greets a new connection.
 */
final class Greeting {

	private Greeting() {
	}

	static void send(Connection connection, @Nullable Object greeting) {
		if (greeting instanceof CompletionStage<?> stage) {
			stage.whenComplete((value, failure) -> sendLate(connection, value, failure));
		}
		else if (greeting != null) {
			connection.send(greeting);
		}
	}

	private static void sendLate(Connection connection, @Nullable Object value, @Nullable Throwable failure) {
		if (failure != null) {
			// the process logs and counts what its tasks throw
			connection.process().execute(() -> {
				throw Thrown.unchecked(failure);
			});
		}
		else if (value != null) {
			connection.send(value);
		}
	}

}
