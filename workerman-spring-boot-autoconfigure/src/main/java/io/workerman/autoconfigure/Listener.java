package io.workerman.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
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
		Binder binder = binder(environment);
		return names(environment).entrySet()
			.stream()
			.map((entry) -> new Listener(entry.getValue(), entry.getKey(), bind(binder, entry.getKey())))
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
			.map((entry) -> new Listener(name, entry.getKey(), bind(binder(environment), entry.getKey())))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException(
					"The listener '%s' is not declared below 'workerman.listeners' any more".formatted(name)));
	}

	// A listener without any keys has an empty value of its own, which is no
	// WorkerProperties
	private static Binder binder(Environment environment) {
		List<ConfigurationPropertySource> sources = new ArrayList<>();
		ConfigurationPropertySources.get(environment)
			.forEach((source) -> sources.add(source.filter((name) -> !LISTENERS.isParentOf(name))));
		return new Binder(sources, new PropertySourcesPlaceholdersResolver(environment));
	}

	private static WorkerProperties bind(Binder binder, ConfigurationPropertyName property) {
		WorkerProperties properties = new WorkerProperties();
		binder.bind(DEFAULTS, Bindable.ofInstance(properties));
		binder.bind(property, Bindable.ofInstance(properties));
		return properties;
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
