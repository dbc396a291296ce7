package io.workerman.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

import io.workerman.engine.WorkerStartException;
import io.workerman.engine.WorkerStartException.Problem;

/**
 * Explains why a worker could not start. What a callback of the application threw is left
 * to other analyzers, or to its stack trace.
 */
class WorkerStartFailureAnalyzer extends AbstractFailureAnalyzer<WorkerStartException> {

	private static final String TWO_MESSAGE_HANDLERS = "A worker can have one message handler";

	private final Environment environment;

	WorkerStartFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, WorkerStartException cause) {
		if (cause.problem() == Problem.CALLBACK_FAILED) {
			return twoMessageHandlers(cause);
		}
		return new FailureAnalysis(cause.getMessage() + place(cause), action(cause.problem()), cause);
	}

	private static @Nullable FailureAnalysis twoMessageHandlers(WorkerStartException failure) {
		Throwable cause = failure.getCause();
		if (cause == null || !String.valueOf(cause.getMessage()).startsWith(TWO_MESSAGE_HANDLERS)) {
			return null;
		}
		return new FailureAnalysis("Worker '%s' cannot start: %s.".formatted(failure.worker(), cause.getMessage()),
				"Remove onMessage(…) from the builder of the worker,"
						+ " or name other listeners in the @WorkerHandler annotation of the method's class.",
				failure);
	}

	private String place(WorkerStartException cause) {
		ConfigurationProperty property = switch (cause.problem()) {
			case TRANSPORT_UNAVAILABLE ->
				ListenerProperty.find(this.environment, ConfigurationPropertyName.of("workerman.transport"));
			case TLS_UNUSABLE -> ListenerProperty.find(this.environment, cause.worker(), "ssl.bundle");
			case OPENSSL_MISSING -> ListenerProperty.find(this.environment, cause.worker(), "ssl.provider");
			case INVALID_OPTION, NAME_CONFLICT -> null;
			case UNKNOWN_PROTOCOL -> protocol(cause.worker());
			case NO_VIRTUAL_THREADS -> ListenerProperty.find(this.environment, cause.worker(), "dispatch");
			default -> ListenerProperty.find(this.environment, cause.worker(), "address");
		};
		return (property != null) ? "%n%s".formatted(ListenerProperty.describe(property)) : ".";
	}

	private @Nullable ConfigurationProperty protocol(String worker) {
		ConfigurationProperty protocol = ListenerProperty.find(this.environment, worker, "protocol");
		return (protocol != null) ? protocol : ListenerProperty.find(this.environment, worker, "address");
	}

	private static String action(Problem problem) {
		return switch (problem) {
			case INVALID_ADDRESS -> "Write the address as scheme://host:port, such as text://0.0.0.0:2347"
					+ " or websocket://[::]:8484, or as unix:///path.";
			case UNKNOWN_PROTOCOL ->
				"Use one of the schemes, or declare a bean of type Protocol whose name is the scheme.";
			case ADDRESS_CONFLICT -> "Give each listener a port of its own; port 0 takes a free one.";
			case ADDRESS_IN_USE ->
				"Stop the process that listens there, or choose another port; port 0 takes a free one.";
			case ADDRESS_NOT_LOCAL ->
				"Use an address of this machine, 0.0.0.0 for all of IPv4, or [::] for all of IPv6 and IPv4.";
			case PERMISSION_DENIED -> "Choose a port above 1023, or a path that may be written,"
					+ " or give the process the right to bind it (on Linux: CAP_NET_BIND_SERVICE).";
			case TRANSPORT_UNAVAILABLE ->
				"Set workerman.transport to 'auto', or add the native library of the transport"
						+ " for this platform: netty-transport-native-epoll, -io_uring or -kqueue, with its classifier.";
			case NAME_CONFLICT -> "Give each worker a name of its own; its threads, handlers and meters go by it.";
			case BIND_FAILED -> "Use an address that this machine can bind; the directory of a unix socket must exist.";
			case TLS_UNUSABLE -> "Correct the SSL bundle, or set ssl.enabled of the listener to false.";
			case OPENSSL_MISSING -> "Add the dependency, whose version Spring Boot knows,"
					+ " or set ssl.provider of the listener to 'auto' or 'jdk'.";
			case NO_VIRTUAL_THREADS -> "Set dispatch to 'executor', which uses the bean applicationTaskExecutor"
					+ " unless 'executor' names another, or run on Java 21 or newer.";
			case INVALID_OPTION, CALLBACK_FAILED -> "Correct the configuration of the worker.";
		};
	}

}
