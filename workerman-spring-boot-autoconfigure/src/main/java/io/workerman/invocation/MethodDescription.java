package io.workerman.invocation;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Names a method in messages to the user.
 */
final class MethodDescription {

	private MethodDescription() {
	}

	/**
	 * Describe a method by its class, name and the simple names of its parameter types.
	 * @param method the method
	 * @return the description, such as {@code com.acme.Chat.say(Connection, String)}
	 */
	static String of(Method method) {
		return Arrays.stream(method.getParameters())
			.map(Parameter::getType)
			.map(Class::getSimpleName)
			.collect(
					Collectors.joining(", ", method.getDeclaringClass().getName() + "." + method.getName() + "(", ")"));
	}

}
