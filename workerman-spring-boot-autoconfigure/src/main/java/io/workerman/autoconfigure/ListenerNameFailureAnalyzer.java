package io.workerman.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;

/**
 * Explains that a listener and a bean have the same name.
 */
class ListenerNameFailureAnalyzer extends AbstractFailureAnalyzer<ListenerNameException> {

	private final Environment environment;

	ListenerNameFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ListenerNameException cause) {
		Origin origin = ListenerProperty.originBelow(this.environment, cause.property());
		String description = "The Worker bean of the listener '%s' cannot be registered, because there is a bean of that name:%n%n"
			.formatted(cause.listener())
				+ "    Listener: %s%s%n".formatted(cause.property(), (origin != null) ? " (%s)".formatted(origin) : "")
				+ "    Bean: %s".formatted(cause.existing());
		return new FailureAnalysis(description, "Rename the listener or the bean.", cause);
	}

}
