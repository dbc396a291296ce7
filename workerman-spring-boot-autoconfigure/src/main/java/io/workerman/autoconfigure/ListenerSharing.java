package io.workerman.autoconfigure;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanNotOfRequiredTypeException;
import org.springframework.beans.factory.BeanRegistry.SupplierContext;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;

import io.workerman.engine.Worker;

/**
 * Finds the worker on whose processes the connections of a listener live.
 *
 * @param listener the listener
 * @param environment where its properties are set
 * @param context where the other worker is looked for
 */
record ListenerSharing(Listener listener, Environment environment, SupplierContext context) {

	private static final String KEY = "share-processes-with";

	/**
	 * Find the number of processes.
	 * @return that of the listener, or of the one whose processes it shares
	 */
	int count() {
		String name = this.listener.properties().getShareProcessesWith();
		int own = this.listener.properties().getCount();
		if (name == null) {
			return own;
		}
		Worker host = host(name);
		ConfigurationProperty count = ListenerProperty.find(this.environment, this.listener.property().append("count"));
		if (count != null && own != host.count() && !(own == 0 && host.options().count() == 0)) {
			throw new InvalidConfigurationPropertyValueException(count.getName().toString(), own,
					"The listener has the processes of '%s' (%s), of which there are %d. Remove the property, or set it to %d"
						.formatted(name, property(), host.count(), host.count()));
		}
		return host.count();
	}

	private Worker host(String name) {
		if (name.equals(this.listener.name())) {
			throw invalid(name, "It is the listener itself");
		}
		String further = further(name);
		if (further != null) {
			throw invalid(name,
					"The listener '%s' has no processes of its own, but those of '%s'".formatted(name, further));
		}
		try {
			return this.context.bean(name, Worker.class);
		}
		catch (NoSuchBeanDefinitionException | BeanNotOfRequiredTypeException ex) {
			throw invalid(name, "There is no listener of that name");
		}
	}

	/**
	 * Whose processes another listener shares.
	 */
	private @Nullable String further(String name) {
		return Listener.all(this.environment)
			.stream()
			.filter((other) -> other.name().equals(name))
			.map((other) -> other.properties().getShareProcessesWith())
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	private InvalidConfigurationPropertyValueException invalid(String name, String reason) {
		List<String> possible = Listener.all(this.environment)
			.stream()
			.filter((other) -> other.properties().getShareProcessesWith() == null)
			.map(Listener::name)
			.sorted()
			.toList();
		return new InvalidConfigurationPropertyValueException(property(), name,
				"%s. Name a listener with processes of its own%s, or remove the property".formatted(reason,
						possible.isEmpty() ? "" : " (" + String.join(", ", possible) + ")"));
	}

	private String property() {
		ConfigurationProperty property = ListenerProperty.find(this.environment, this.listener.name(), KEY);
		return (property != null) ? property.getName().toString() : this.listener.property().append(KEY).toString();
	}

}
