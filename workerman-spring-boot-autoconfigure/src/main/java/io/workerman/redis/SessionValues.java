package io.workerman.redis;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

import io.workerman.engine.JsonCodec;

/**
 * Writes the values of sessions as JSON and reads them again as what they were. What JSON
 * itself does not tell apart has the name of its class before it. Whoever can write to
 * Redis must not be able to choose any class, so that those of the application are the
 * only ones beside values of Java.
 */
public final class SessionValues {

	private static final Log logger = LogFactory.getLog(SessionValues.class);

	private static final Set<Class<?>> PLAIN = Set.of(String.class, Boolean.class, Integer.class, Double.class);

	private static final List<String> JAVA = List.of("java.lang.Long", "java.lang.Short", "java.lang.Byte",
			"java.lang.Float", "java.lang.Character", "java.math.BigDecimal", "java.math.BigInteger", "java.util.UUID",
			"java.util.Locale", "java.util.Currency", "java.util.Set");

	private final Supplier<JsonCodec> json;

	private final Collection<String> packages;

	/**
	 * Create one.
	 * @param json writes and reads JSON
	 * @param packages the packages of the application, which include those below them
	 */
	public SessionValues(Supplier<JsonCodec> json, Collection<String> packages) {
		this.json = json;
		this.packages = List.copyOf(packages);
	}

	/**
	 * Write a value.
	 * @param key the key of the value
	 * @param value the value
	 * @return the text
	 * @throws IllegalArgumentException if the value could not be read again
	 */
	String write(String key, Object value) {
		String text = new String(this.json.get().write(value), StandardCharsets.UTF_8);
		if (PLAIN.contains(value.getClass()) || value instanceof List || value instanceof Map) {
			return text;
		}
		String name = type(value).getName();
		if (!isAllowed(name)) {
			throw new IllegalArgumentException(
					"The session value '%s' is a '%s' (expected: text, a number, a list, a map, a value of java.time, or a class of the application in %s). Set something of it that is one of these."
						.formatted(key, name, this.packages));
		}
		return '@' + name + ' ' + text;
	}

	private static Class<?> type(Object value) {
		if (value instanceof Set) {
			return Set.class;
		}
		return (value instanceof Enum<?> constant) ? constant.getDeclaringClass() : value.getClass();
	}

	private boolean isAllowed(String className) {
		return JAVA.contains(className) || className.startsWith("java.time.")
				|| this.packages.stream().anyMatch((name) -> className.startsWith(name + "."));
	}

	/**
	 * Read a value.
	 * @param key the key of the value
	 * @param text what was written
	 * @return the value, or {@code null} if it is none any more
	 */
	@Nullable Object read(String key, String text) {
		try {
			if (!text.startsWith("@")) {
				return this.json.get().read(text.getBytes(StandardCharsets.UTF_8), Object.class);
			}
			int space = text.indexOf(' ');
			String name = text.substring(1, space);
			if (!isAllowed(name)) {
				throw new IllegalArgumentException("'%s' is no class of the application".formatted(name));
			}
			return this.json.get()
				.read(text.substring(space + 1).getBytes(StandardCharsets.UTF_8),
						ClassUtils.forName(name, ClassUtils.getDefaultClassLoader()));
		}
		catch (RuntimeException | ClassNotFoundException | LinkageError ex) {
			logger.warn("The session value '%s' was left out because it cannot be read: %s".formatted(key,
					ex.getMessage()));
			return null;
		}
	}

}
