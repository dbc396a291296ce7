package io.workerman.autoconfigure;

import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;

/**
 * Finds where a property was set, to name it when it is wrong.
 */
final class ListenerProperty {

	private ListenerProperty() {
	}

	/**
	 * Find a property of a listener, or the default that it inherits.
	 * @param environment where to look
	 * @param listener the name of the listener
	 * @param key the key
	 * @return the property, or {@code null} if it is not set
	 */
	static @Nullable ConfigurationProperty find(Environment environment, String listener, String key) {
		return Listener.names(environment)
			.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().equals(listener))
			.map((entry) -> findOrInherited(environment, entry.getKey(), key))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Find a property of a listener, or the default that it inherits.
	 * @param environment where to look
	 * @param listener the listener
	 * @param key the key
	 * @return the property, or {@code null} if it is not set
	 */
	static @Nullable ConfigurationProperty find(Environment environment, Listener listener, String key) {
		return findOrInherited(environment, listener.property(), key);
	}

	private static @Nullable ConfigurationProperty findOrInherited(Environment environment,
			ConfigurationPropertyName listener, String key) {
		ConfigurationProperty own = find(environment, listener.append(key));
		return (own != null) ? own : find(environment, Listener.DEFAULTS.append(key));
	}

	/**
	 * Find a property.
	 * @param environment where to look
	 * @param name its name
	 * @return the property, or {@code null} if it is not set
	 */
	static @Nullable ConfigurationProperty find(Environment environment, ConfigurationPropertyName name) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			if (property != null) {
				return property;
			}
		}
		return null;
	}

	/**
	 * Find where something below a property was set.
	 * @param environment where to look
	 * @param parent the name of the property
	 * @return the first origin, or {@code null} if it is not known
	 */
	static @Nullable Origin originBelow(Environment environment, ConfigurationPropertyName parent) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				for (ConfigurationPropertyName name : iterable) {
					if (parent.equals(name) || parent.isAncestorOf(name)) {
						return Origin.from(source.getConfigurationProperty(name));
					}
				}
			}
		}
		return null;
	}

	/**
	 * Describe a property with its value and origin, a line for each.
	 * @param property the property
	 * @return the description
	 */
	static String describe(ConfigurationProperty property) {
		StringBuilder description = new StringBuilder();
		description.append("%n    Property: %s".formatted(property.getName()));
		description.append("%n    Value: \"%s\"".formatted(property.getValue()));
		Origin origin = property.getOrigin();
		if (origin != null) {
			description.append("%n    Origin: %s".formatted(origin));
		}
		return description.toString();
	}

}
