package io.workerman.engine;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Where a codec puts the wire form of one message. It is the codec's until encoding
 * returns; then it may be given another message.
 */
public interface Outgoing {

	/**
	 * The buffer to append to. What is in it already belongs to earlier messages and must
	 * be left alone.
	 * @return the buffer
	 */
	ByteBuf bytes();

	/**
	 * Sends a part of a file behind the bytes, without reading it into memory where the
	 * transport can do that. At most once a message, and nothing may follow.
	 * @param file the file
	 * @param position where the part begins, in bytes
	 * @param length the length of the part, in bytes
	 * @throws IOException if the file cannot be opened
	 */
	void file(Path file, long position, long length) throws IOException;

	/**
	 * Runs an action on the process of the connection as soon as this message has its
	 * place in the order of what leaves: whatever is sent from then on comes behind it.
	 * @param action the action
	 */
	void queued(Runnable action);

	/**
	 * Changes the bytes on the process of the connection, right before this message gets
	 * its place in the order of what leaves. It is for what depends on that order and is
	 * encoded by another thread; until then the bytes count as they are.
	 * @param rewriting changes the buffer, which holds this message alone
	 */
	void finish(Consumer<ByteBuf> rewriting);

	/**
	 * Closes the connection when this message has left.
	 */
	void last();

	/**
	 * A part of a file that is sent like a message.
	 *
	 * @param file the file
	 * @param position where the part begins, in bytes
	 * @param length the length of the part, in bytes
	 * @param whole whether it is all of the file
	 */
	record FilePart(Path file, long position, long length, boolean whole) {

		/**
		 * Find a part of a file.
		 * @param file the file
		 * @param offset where the part begins, in bytes
		 * @param length the length of the part in bytes, 0 up to the end of the file
		 * @return the part, or {@code null} if the file has none there
		 * @throws IllegalArgumentException if the offset or the length is negative
		 */
		public static @Nullable FilePart of(Path file, long offset, long length) {
			if (offset < 0 || length < 0) {
				throw new IllegalArgumentException(
						"offset: %d, length: %d (expected: >= 0 each)".formatted(offset, length));
			}
			try {
				long left = Files.isRegularFile(file) ? Files.size(file) - offset : 0;
				long size = (length > 0) ? length : left;
				return (left > 0 && size <= left) ? new FilePart(file, offset, size, offset == 0 && size == left)
						: null;
			}
			catch (IOException ex) {
				return null;
			}
		}

		/**
		 * Read the part into memory.
		 * @return its bytes
		 * @throws IOException if the file cannot be read, or has become shorter
		 */
		public byte[] read() throws IOException {
			try (InputStream in = Files.newInputStream(this.file)) {
				in.skipNBytes(this.position);
				byte[] bytes = in.readNBytes(Math.toIntExact(this.length));
				if (bytes.length < this.length) {
					throw new EOFException("The file has become shorter: " + this.file);
				}
				return bytes;
			}
		}

	}

}
