package io.workerman.autoconfigure;

import java.lang.reflect.Type;

import io.workerman.engine.JsonCodec;

/**
 * Stands in for JSON in an application without Jackson, until something is to be written
 * or read.
 */
final class MissingJsonCodec implements JsonCodec {

	@Override
	public byte[] write(Object value) {
		throw missing();
	}

	@Override
	public Object read(byte[] json, Type type) {
		throw missing();
	}

	@Override
	public Object convert(Object value, Type type) {
		throw missing();
	}

	private static IllegalStateException missing() {
		return new IllegalStateException(
				"JSON needs Jackson: add 'tools.jackson.core:jackson-databind' to the class path");
	}

}
