package io.workerman.autoconfigure.http;

import java.util.function.Consumer;

import org.springframework.util.unit.DataSize;

/**
 * Sets options, and names the property if the value of one is impossible.
 */
public interface PropertyCheck {

	/**
	 * Set an option.
	 * @param <T> the type of the value
	 * @param key the key of the property
	 * @param setter sets the option, or throws an IllegalArgumentException
	 * @param value the value
	 */
	<T> void set(String key, Consumer<T> setter, T value);

	/**
	 * Set an option that is a number of bytes.
	 * @param key the key of the property
	 * @param setter sets the option, or throws an IllegalArgumentException
	 * @param value the value
	 */
	void setSize(String key, Consumer<Integer> setter, DataSize value);

}
