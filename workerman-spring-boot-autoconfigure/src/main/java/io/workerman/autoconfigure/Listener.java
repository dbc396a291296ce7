package io.workerman.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;

/**
 * A listener of {@code workerman.listeners}.
 *
 * @param name its name
 * @param property the property below which it is declared
 * @param properties its properties, on top of the defaults
 */
record Listener(String name, ConfigurationPropertyName property, WorkerProperties properties) {

	static final ConfigurationPropertyName DEFAULTS = ConfigurationPropertyName.of("workerman.defaults");

	private static final ConfigurationPropertyName LISTENERS = ConfigurationPropertyName.of("workerman.listeners");

	/**
	 * Bind all listeners.
	 * @param environment where they are declared
	 * @return the listeners
	 */
	static List<Listener> all(Environment environment) {
		return names(environment).entrySet()
			.stream()
			.map((entry) -> new Listener(entry.getValue(), entry.getKey(), bind(environment, entry.getKey())))
			.toList();
	}

	/**
	 * Bind one listener.
	 * @param environment where it is declared
	 * @param name its name
	 * @return the listener
	 */
	static Listener find(Environment environment, String name) {
		return names(environment).entrySet()
			.stream()
			.filter((entry) -> entry.getValue().equals(name))
			.map((entry) -> new Listener(name, entry.getKey(), bind(environment, entry.getKey())))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException(
					"The listener '%s' is not declared below 'workerman.listeners' any more".formatted(name)));
	}

	private static WorkerProperties bind(Environment environment, ConfigurationPropertyName property) {
		WorkerProperties properties = new WorkerProperties();
		Binder binder = binder(environment, property);
		// looking for every property below the defaults would be half of the work
		if (isDeclared(DEFAULTS, environment)) {
			binder.bind(DEFAULTS, Bindable.ofInstance(properties));
		}
		binder.bind(property, Bindable.ofInstance(properties));
		return properties;
	}

	private static boolean isDeclared(ConfigurationPropertyName parent, Environment environment) {
		return sources(environment)
			.anyMatch((source) -> source.containsDescendantOf(parent) != ConfigurationPropertyState.ABSENT);
	}

	/**
	 * A listener without any keys has an empty value of its own, which is no
	 * {@link WorkerProperties}.
	 */
	private static Binder binder(Environment environment, ConfigurationPropertyName property) {
		if (sources(environment).allMatch((source) -> source.getConfigurationProperty(property) == null)) {
			return Binder.get(environment);
		}
		return new Binder(
				sources(environment).map((source) -> source.filter((name) -> !name.equals(property))).toList(),
				new PropertySourcesPlaceholdersResolver(environment));
	}

	private static Stream<ConfigurationPropertySource> sources(Environment environment) {
		return StreamSupport.stream(ConfigurationPropertySources.get(environment).spliterator(), false);
	}

	/**
	 * Find the names of all listeners. Where one is declared in several places its name
	 * is spelled as in the last, because an environment variable does not know dashes.
	 * @param environment where they are declared
	 * @return the names, by the property below which the listener is declared
	 */
	static Map<ConfigurationPropertyName, String> names(Environment environment) {
		Map<ConfigurationPropertyName, String> names = new LinkedHashMap<>();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				iterable.stream()
					.filter(LISTENERS::isAncestorOf)
					.map((name) -> name.chop(LISTENERS.getNumberOfElements() + 1))
					.forEach((name) -> names.put(name, name.getLastElement(Form.ORIGINAL)));
			}
		}
		return names;
	}

}
