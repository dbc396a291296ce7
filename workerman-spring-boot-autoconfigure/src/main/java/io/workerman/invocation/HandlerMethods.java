package io.workerman.invocation;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.MethodIntrospector.MetadataLookup;
import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * Finds the annotated methods of a class, its superclasses and interfaces.
 */
final class HandlerMethods {

	private HandlerMethods() {
	}

	/**
	 * Find the methods.
	 * @param handlerType the class
	 * @return the methods, in the order of their names
	 * @throws HandlerException if one cannot be called
	 */
	static List<HandlerMethod> of(Class<?> handlerType) {
		List<HandlerMethod> found = new ArrayList<>();
		MethodIntrospector
			.selectMethods(handlerType, (MetadataLookup<@Nullable Set<HandlerEvent>>) HandlerMethods::events)
			.forEach((method, events) -> events
				.forEach((event) -> found.add(new HandlerMethodParser(event, method, handlerType).parse())));
		found.sort(Comparator.comparing((method) -> method.method().getName()));
		return List.copyOf(found);
	}

	private static @Nullable Set<HandlerEvent> events(Method method) {
		Set<HandlerEvent> events = EnumSet.noneOf(HandlerEvent.class);
		for (HandlerEvent event : HandlerEvent.values()) {
			if (AnnotatedElementUtils.hasAnnotation(method, event.annotation())) {
				events.add(event);
			}
		}
		if (events.contains(HandlerEvent.ERROR)) {
			removeTheOtherKind(events, method);
		}
		return events.isEmpty() ? null : events;
	}

	private static void removeTheOtherKind(Set<HandlerEvent> events, Method method) {
		List<Class<?>> types = Arrays.asList(method.getParameterTypes());
		if (types.stream().anyMatch(Throwable.class::isAssignableFrom)) {
			events.remove(HandlerEvent.ERROR);
		}
		else if (types.stream().anyMatch((type) -> HandlerEvent.CONNECT.argument(type) == null)) {
			events.remove(HandlerEvent.FAILURE);
		}
	}

}
