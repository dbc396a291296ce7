package io.workerman.engine.http.form;

import java.nio.file.Path;

/**
 * How many parts a multipart form may have, and what of it is kept in memory.
 *
 * @param maxParts the number of parts
 * @param maxFieldsSize the size in bytes of all parts together that are no files
 * @param memoryThreshold the size in bytes above which the files of a form are on the
 * disk
 * @param directory where they are until the request is answered
 */
public record UploadLimits(int maxParts, int maxFieldsSize, int memoryThreshold, Path directory) {

	/**
	 * The limits unless others are set.
	 */
	public static final UploadLimits DEFAULTS = new UploadLimits(1024, 2 * 1024 * 1024, 256 * 1024,
			Path.of(System.getProperty("java.io.tmpdir", ".")));

	/**
	 * Check the limits.
	 * @throws IllegalArgumentException if one of them is negative
	 */
	public UploadLimits {
		if (maxParts < 0 || maxFieldsSize < 0 || memoryThreshold < 0) {
			throw new IllegalArgumentException("The limits of a form must not be negative");
		}
	}

	/**
	 * The same for a form that is in memory already.
	 * @return the changed limits
	 */
	public UploadLimits inMemory() {
		return new UploadLimits(this.maxParts, Integer.MAX_VALUE, Integer.MAX_VALUE, this.directory);
	}

}
