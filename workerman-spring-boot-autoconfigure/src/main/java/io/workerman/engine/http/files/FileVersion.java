package io.workerman.engine.http.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file as it is now.
 *
 * @param size its size in bytes
 * @param lastModified when it was modified, in milliseconds since 1970
 */
public record FileVersion(long size, long lastModified) {

	/**
	 * Look at a file.
	 * @param file the file
	 * @return its version
	 * @throws IOException if there is no such file, or it may not be looked at
	 */
	public static FileVersion of(Path file) throws IOException {
		BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
		if (!attributes.isRegularFile()) {
			throw new NoSuchFileException(file.toString());
		}
		return new FileVersion(attributes.size(), attributes.lastModifiedTime().toMillis());
	}

	/**
	 * What tells this version from others.
	 * @return the value of an ETag header
	 */
	public String etag() {
		return '"' + Long.toHexString(this.lastModified) + '-' + Long.toHexString(this.size) + '"';
	}

	/**
	 * When it was modified, as precisely as a header can say it.
	 * @return the seconds since 1970
	 */
	long lastModifiedSecond() {
		return Math.floorDiv(this.lastModified, 1000L);
	}

}
