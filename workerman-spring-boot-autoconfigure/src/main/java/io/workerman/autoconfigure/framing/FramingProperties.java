package io.workerman.autoconfigure.framing;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.protocol.DelimiterProtocol;

/**
 * Properties of how a stream of bytes is cut into packages.
 */
public class FramingProperties {

	/**
	 * Delimiter that ends a package, such as "\r\n\r\n".
	 */
	private @Nullable String delimiter;

	/**
	 * Whether messages come without the delimiter.
	 */
	private boolean strip;

	/**
	 * Header that tells the length of a package.
	 */
	@NestedConfigurationProperty
	private @Nullable LengthFieldProperties lengthField;

	public @Nullable String getDelimiter() {
		return this.delimiter;
	}

	public void setDelimiter(@Nullable String delimiter) {
		this.delimiter = delimiter;
	}

	public boolean isStrip() {
		return this.strip;
	}

	public void setStrip(boolean strip) {
		this.strip = strip;
	}

	public @Nullable LengthFieldProperties getLengthField() {
		return this.lengthField;
	}

	public void setLengthField(@Nullable LengthFieldProperties lengthField) {
		this.lengthField = lengthField;
	}

	/**
	 * The protocol that cuts as these properties say.
	 * @return the protocol, or {@code null} if they say nothing
	 * @throws IllegalArgumentException if they contradict each other
	 */
	public @Nullable ConnectionProtocol toProtocol() {
		if (this.delimiter != null && this.lengthField != null) {
			throw new IllegalArgumentException("a package ends with a delimiter or begins with its length, not both");
		}
		if (this.lengthField != null) {
			return this.lengthField.toProtocol();
		}
		return (this.delimiter != null) ? DelimiterProtocol.of(this.delimiter, this.strip) : null;
	}

}
