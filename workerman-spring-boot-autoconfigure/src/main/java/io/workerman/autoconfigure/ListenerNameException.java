package io.workerman.autoconfigure;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * A bean already has the name of a listener.
 */
class ListenerNameException extends RuntimeException {

	private final String listener;

	private final transient ConfigurationPropertyName property;

	private final String existing;

	ListenerNameException(String listener, ConfigurationPropertyName property, String existing) {
		super("Listener '%s' cannot be registered, because there is a bean of that name: %s".formatted(listener,
				existing));
		this.listener = listener;
		this.property = property;
		this.existing = existing;
	}

	String listener() {
		return this.listener;
	}

	ConfigurationPropertyName property() {
		return this.property;
	}

	String existing() {
		return this.existing;
	}

}
