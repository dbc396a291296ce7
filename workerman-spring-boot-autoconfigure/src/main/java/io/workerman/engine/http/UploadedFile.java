package io.workerman.engine.http;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

import org.jspecify.annotations.Nullable;

/**
 * A file that came with a form.
 */
public final class UploadedFile {

	private final String name;

	private final String fileName;

	private final @Nullable String contentType;

	private final byte[] bytes;

	UploadedFile(String name, String fileName, @Nullable String contentType, byte[] bytes) {
		this.name = name;
		this.fileName = fileName;
		this.contentType = contentType;
		this.bytes = bytes;
	}

	/**
	 * The name of the form field.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * The name that the file has at the client. It may be anything, so it is no path to
	 * write to.
	 * @return the name, may be empty
	 */
	public String fileName() {
		return this.fileName;
	}

	/**
	 * The content type that the client gave.
	 * @return the content type, or {@code null} if it gave none
	 */
	public @Nullable String contentType() {
		return this.contentType;
	}

	/**
	 * The size.
	 * @return the number of bytes
	 */
	public long size() {
		return this.bytes.length;
	}

	/**
	 * The content.
	 * @return the bytes, not a copy
	 */
	public byte[] bytes() {
		return this.bytes;
	}

	/**
	 * The content.
	 * @return a new stream, which need not be closed
	 */
	public InputStream inputStream() {
		return new ByteArrayInputStream(this.bytes);
	}

}
