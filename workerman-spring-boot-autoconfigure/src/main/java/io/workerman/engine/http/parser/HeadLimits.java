package io.workerman.engine.http.parser;

/**
 * How large the head of a request may be.
 *
 * @param maxSize the size in bytes that a head must not reach
 * @param maxFields the number of header fields that it may have
 * @param maxTarget the size in bytes that its target may have
 */
public record HeadLimits(int maxSize, int maxFields, int maxTarget) {

	/**
	 * The limits unless others are set.
	 */
	public static final HeadLimits DEFAULTS = new HeadLimits(16 * 1024, 200, 8 * 1024);

	/**
	 * Check the limits.
	 * @throws IllegalArgumentException if one of them is not positive
	 */
	public HeadLimits {
		if (maxSize <= 0 || maxFields <= 0 || maxTarget <= 0) {
			throw new IllegalArgumentException("The limits of a head must be positive");
		}
	}

}
