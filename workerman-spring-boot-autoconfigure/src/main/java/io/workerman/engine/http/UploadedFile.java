package io.workerman.engine.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.http.form.FormPart;

/**
 * A file that came with a form. A large one is on the disk until the request has been
 * answered; move it away to keep it.
 */
public final class UploadedFile {

	private final FormPart part;

	private @Nullable Path moved;

	UploadedFile(FormPart part) {
		this.part = part;
	}

	/**
	 * The name of the form field.
	 * @return the name
	 */
	public String name() {
		return this.part.name();
	}

	/**
	 * The name that the file has at the client. It may be anything, so it is no path to
	 * write to.
	 * @return the name, may be empty
	 */
	public String fileName() {
		String fileName = this.part.fileName();
		return (fileName != null) ? fileName : "";
	}

	/**
	 * The content type that the client gave.
	 * @return the content type, or {@code null} if it gave none
	 */
	public @Nullable String contentType() {
		return this.part.contentType();
	}

	/**
	 * The size.
	 * @return the number of bytes
	 */
	public long size() {
		return this.part.size();
	}

	/**
	 * The content. A large file does not belong into memory: see {@link #inputStream()}
	 * and {@link #moveTo(Path)}.
	 * @return the bytes, not a copy if they are in memory
	 * @throws UncheckedIOException if the file cannot be read, for example because the
	 * request has been answered
	 */
	public byte[] bytes() {
		Path file = path();
		try {
			return (file != null) ? Files.readAllBytes(file) : this.part.bytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The content.
	 * @return a new stream, to be closed by the caller
	 * @throws UncheckedIOException if the file cannot be read, for example because the
	 * request has been answered
	 */
	public InputStream inputStream() {
		Path file = path();
		try {
			return (file != null) ? Files.newInputStream(file) : new ByteArrayInputStream(this.part.bytes());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Keep the file. A file of that name is replaced.
	 * @param target where to keep it
	 * @throws IOException if that fails
	 */
	public void moveTo(Path target) throws IOException {
		Path file = path();
		if (file != null) {
			Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
		}
		else {
			Files.write(target, this.part.bytes());
		}
		this.moved = target;
	}

	private @Nullable Path path() {
		return (this.moved != null) ? this.moved : this.part.stored();
	}

}
