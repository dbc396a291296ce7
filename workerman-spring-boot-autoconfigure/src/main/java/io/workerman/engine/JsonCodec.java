package io.workerman.engine;

import java.lang.reflect.Type;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes and reads the objects that the built-in protocols carry as JSON. Safe for use by
 * many threads.
 */
public interface JsonCodec {

	/**
	 * Write an object.
	 * @param value the object
	 * @return its JSON, in UTF-8
	 * @throws IllegalArgumentException if the object cannot be written
	 */
	byte[] write(Object value);

	/**
	 * Read an object.
	 * @param json the JSON, in UTF-8
	 * @param type the type to read
	 * @return the object
	 * @throws BadMessageException if the bytes are not JSON of that type
	 */
	Object read(byte[] json, Type type);

	/**
	 * Convert a decoded value, such as a {@code Map}, to a type.
	 * @param value the value
	 * @param type the type to convert to
	 * @return the object
	 * @throws BadMessageException if the value does not fit the type
	 */
	Object convert(Object value, Type type);

	/**
	 * A codec that uses a mapper of Jackson with its defaults.
	 * @return the codec
	 */
	static JsonCodec standard() {
		return of(JsonMapper.shared());
	}

	/**
	 * A codec that uses Jackson.
	 * @param mapper the mapper
	 * @return the codec
	 */
	static JsonCodec of(JsonMapper mapper) {
		return new JsonCodec() {

			@Override
			public byte[] write(Object value) {
				try {
					return mapper.writeValueAsBytes(value);
				}
				catch (JacksonException ex) {
					throw new IllegalArgumentException(
							"'%s' cannot be written as JSON".formatted(value.getClass().getName()), ex);
				}
			}

			@Override
			public Object read(byte[] json, Type type) {
				try {
					return mapper.readValue(json, mapper.constructType(type));
				}
				catch (JacksonException ex) {
					throw new BadMessageException("The message is not JSON of type '%s'".formatted(type.getTypeName()),
							ex);
				}
			}

			@Override
			public Object convert(Object value, Type type) {
				try {
					return mapper.convertValue(value, mapper.constructType(type));
				}
				catch (JacksonException ex) {
					throw new BadMessageException(
							"The message does not fit the type '%s'".formatted(type.getTypeName()), ex);
				}
			}

		};
	}

}
