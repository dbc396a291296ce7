package io.workerman.engine.http.form;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A part of a form, in memory or on the disk.
 */
public final class FormPart {

	private static final byte[] EMPTY = new byte[0];

	private final String name;

	private final @Nullable String fileName;

	private final @Nullable String contentType;

	private byte[] bytes = EMPTY;

	private long size;

	private @Nullable Path stored;

	private @Nullable FileChannel channel;

	FormPart(String name, @Nullable String fileName, @Nullable String contentType) {
		this.name = name;
		this.fileName = fileName;
		this.contentType = contentType;
	}

	/**
	 * The name of the form field.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * The name that a file has at the client.
	 * @return the name, or {@code null} if the part is no file
	 */
	public @Nullable String fileName() {
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
		return this.size;
	}

	/**
	 * The file that holds the content.
	 * @return the file, or {@code null} if the content is in memory
	 */
	public @Nullable Path stored() {
		return this.stored;
	}

	/**
	 * The content, if it is in memory.
	 * @return the bytes
	 */
	public byte[] bytes() {
		return (this.bytes.length == this.size) ? this.bytes : Arrays.copyOf(this.bytes, (int) this.size);
	}

	/**
	 * Move the content to the disk, and all that follows.
	 * @param directory where the file is made
	 * @throws IOException if that fails
	 */
	void store(Path directory) throws IOException {
		Path file = Files.createTempFile(directory, "workerman-upload-", ".tmp");
		this.stored = file;
		FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
		this.channel = channel;
		ByteBuffer content = ByteBuffer.wrap(this.bytes, 0, (int) this.size);
		while (content.hasRemaining()) {
			channel.write(content);
		}
		this.bytes = EMPTY;
	}

	/**
	 * Add to the content.
	 * @param in the buffer
	 * @param length how many bytes to take
	 * @throws IOException if they cannot be stored
	 */
	void write(ByteBuf in, int length) throws IOException {
		FileChannel channel = this.channel;
		if (channel != null) {
			for (int left = length; left > 0;) {
				left -= in.readBytes(channel, left);
			}
		}
		else {
			int needed = (int) this.size + length;
			if (needed > this.bytes.length) {
				this.bytes = Arrays.copyOf(this.bytes, Math.max(needed, this.bytes.length * 2));
			}
			in.readBytes(this.bytes, (int) this.size, length);
		}
		this.size += length;
	}

	/**
	 * The content is complete.
	 * @throws IOException if it cannot be stored
	 */
	void finish() throws IOException {
		if (this.channel != null) {
			this.channel.close();
			this.channel = null;
		}
	}

	/**
	 * Delete what is on the disk and has not been moved away.
	 */
	void discard() {
		try {
			finish();
			if (this.stored != null) {
				Files.deleteIfExists(this.stored);
			}
		}
		catch (IOException ex) {
			// the directory is one that the system empties
		}
	}

}
