package io.workerman.engine.protocol;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.CodecContext;

/**
 * What a {@link Protocol} takes to encode: its second type argument, as far as its class
 * tells.
 */
final class EncodedType<O> {

	private static final ClassValue<EncodedType<?>> TYPES = new ClassValue<>() {

		@Override
		protected EncodedType<?> computeValue(Class<?> protocol) {
			Type type = find(protocol, new HashMap<>());
			return new EncodedType<>((type instanceof Class<?> known) ? known : Object.class);
		}

	};

	private final Class<?> type;

	private EncodedType(Class<?> type) {
		this.type = type;
	}

	@SuppressWarnings("unchecked")
	static <O> EncodedType<O> of(Protocol<?, O> protocol) {
		return (EncodedType<O>) TYPES.get(protocol.getClass());
	}

	@SuppressWarnings("unchecked")
	O accept(Object message, CodecContext context) {
		if (this.type.isInstance(message)) {
			return (O) message;
		}
		Object converted = convert(message, context);
		if (converted == null) {
			throw new IllegalArgumentException("The protocol '%s' sends '%s', not '%s'".formatted(
					context.connection().protocol().protocolName(), this.type.getName(), message.getClass().getName()));
		}
		return (O) converted;
	}

	private @Nullable Object convert(Object message, CodecContext context) {
		if (this.type == String.class) {
			return (message instanceof byte[] bytes) ? new String(bytes, StandardCharsets.UTF_8)
					: new String(context.json().write(message), StandardCharsets.UTF_8);
		}
		if (this.type == byte[].class) {
			return (message instanceof String text) ? text.getBytes(StandardCharsets.UTF_8)
					: context.json().write(message);
		}
		return null;
	}

	private static @Nullable Type find(Class<?> type, Map<TypeVariable<?>, Type> known) {
		for (Type parent : type.getGenericInterfaces()) {
			Type found = findIn(parent, known);
			if (found != null) {
				return found;
			}
		}
		Type parent = type.getGenericSuperclass();
		return (parent != null) ? findIn(parent, known) : null;
	}

	private static @Nullable Type findIn(Type parent, Map<TypeVariable<?>, Type> known) {
		if (parent instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
			TypeVariable<?>[] variables = raw.getTypeParameters();
			for (int i = 0; i < variables.length; i++) {
				Type argument = generic.getActualTypeArguments()[i];
				known.put(variables[i], known.getOrDefault(argument, raw(argument)));
			}
			return (raw == Protocol.class) ? known.get(variables[1]) : find(raw, known);
		}
		return (parent instanceof Class<?> raw) ? find(raw, known) : null;
	}

	private static Type raw(Type type) {
		return (type instanceof ParameterizedType generic) ? generic.getRawType() : type;
	}

}
