package io.workerman.invocation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.workerman.invocation.MessageType.Form;

/**
 * Chooses, once, which of several methods takes the messages of a listener.
 */
final class MessageSelection {

	private final String listener;

	private final List<HandlerMethod> methods;

	/**
	 * Create a selection.
	 * @param listener the name of the listener
	 * @param methods the methods to choose from
	 * @throws HandlerException if two methods take the same type
	 */
	MessageSelection(String listener, Collection<HandlerMethod> methods) {
		this.listener = listener;
		this.methods = List.copyOf(methods);
		Map<MessageType, HandlerMethod> byType = new HashMap<>();
		for (HandlerMethod method : this.methods) {
			HandlerMethod other = byType.put(method.message(), method);
			if (other != null) {
				throw ambiguous(other, method, "both take messages of type '%s'".formatted(method.message()));
			}
		}
	}

	/**
	 * Choose the method for messages whose type is known.
	 * @param wire what the messages are
	 * @return the method, or {@code null} if none suits them
	 * @throws HandlerException if there is no best one
	 */
	@Nullable HandlerMethod best(Wire wire) {
		for (Form form : wire.forms()) {
			List<HandlerMethod> candidates = ofForm(wire, form);
			if (!candidates.isEmpty()) {
				return mostSpecific(candidates);
			}
		}
		return null;
	}

	/**
	 * All methods, those with a more specific type before those with a more general one.
	 * @return the methods
	 */
	List<HandlerMethod> bySpecificity() {
		List<HandlerMethod> sorted = new ArrayList<>();
		for (HandlerMethod method : this.methods) {
			int index = 0;
			while (index < sorted.size() && !isMoreSpecific(method, sorted.get(index))) {
				index++;
			}
			sorted.add(index, method);
		}
		return sorted;
	}

	private List<HandlerMethod> ofForm(Wire wire, Form form) {
		return this.methods.stream()
			.filter((method) -> method.message().form() == form)
			.filter((method) -> wire == Wire.HTTP || wire == Wire.DECODED || !method.asksForRequest())
			.toList();
	}

	private HandlerMethod mostSpecific(List<HandlerMethod> candidates) {
		HandlerMethod best = candidates.get(0);
		for (HandlerMethod candidate : candidates) {
			if (isMoreSpecific(candidate, best)) {
				best = candidate;
			}
		}
		for (HandlerMethod candidate : candidates) {
			if (!candidate.equals(best) && !isMoreSpecific(best, candidate)) {
				throw ambiguous(best, candidate,
						"either could take a message, which does not say whether it is a '%s' or a '%s'"
							.formatted(best.message(), candidate.message()));
			}
		}
		return best;
	}

	private static boolean isMoreSpecific(HandlerMethod method, HandlerMethod other) {
		Class<?> type = method.message().rawType();
		Class<?> otherType = other.message().rawType();
		return type != otherType && otherType.isAssignableFrom(type);
	}

	private HandlerException ambiguous(HandlerMethod first, HandlerMethod second, String reason) {
		return new HandlerException(
				"Listener '%s' has two @OnMessage methods, '%s' and '%s': %s".formatted(this.listener, first, second,
						reason),
				"Remove one of the methods, or name other listeners in the @WorkerHandler annotation of one of their classes.");
	}

}
