package io.workerman.engine.http.parser;

import io.netty.buffer.ByteBuf;

/**
 * Takes a body that is too large to be kept in memory.
 */
public interface BodySink {

	/**
	 * Take some bytes.
	 * @param in the buffer
	 * @param length how many
	 * @throws RequestException if the bytes are not what was announced, or cannot be
	 * stored
	 */
	void write(ByteBuf in, int length) throws RequestException;

	/**
	 * The body is complete.
	 * @throws RequestException if something is missing
	 */
	void finish() throws RequestException;

	/**
	 * Gives up what was stored.
	 */
	void discard();

}
