package io.workerman.engine.http;

import java.nio.charset.StandardCharsets;

/**
 * A part of a response that is streamed. An empty one ends the stream.
 *
 * @see HttpResponse
 */
public final class Chunk {

	private static final Chunk LAST = new Chunk(new byte[0]);

	private final byte[] bytes;

	private Chunk(byte[] bytes) {
		this.bytes = bytes;
	}

	/**
	 * Make a chunk of text.
	 * @param text the text, which becomes UTF-8
	 * @return the chunk
	 */
	public static Chunk of(String text) {
		return of(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Make a chunk of bytes.
	 * @param bytes the bytes, not copied
	 * @return the chunk
	 */
	public static Chunk of(byte[] bytes) {
		return (bytes.length > 0) ? new Chunk(bytes) : LAST;
	}

	/**
	 * The chunk that ends a stream.
	 * @return the chunk
	 */
	public static Chunk last() {
		return LAST;
	}

	/**
	 * Whether this chunk ends the stream.
	 * @return whether it does
	 */
	public boolean isLast() {
		return this.bytes.length == 0;
	}

	byte[] bytes() {
		return this.bytes;
	}

}
