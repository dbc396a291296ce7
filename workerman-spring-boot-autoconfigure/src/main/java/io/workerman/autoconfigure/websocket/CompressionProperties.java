package io.workerman.autoconfigure.websocket;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

import io.workerman.engine.websocket.WebSocketOptions.Compression;

/**
 * Properties of how WebSockets compress messages.
 */
public abstract class CompressionProperties {

	/**
	 * Whether to compress messages if the other side can do so (permessage-deflate).
	 */
	private boolean compression;

	/**
	 * Size from which a message is compressed.
	 */
	private DataSize compressionThreshold = DataSize.ofKilobytes(1);

	/**
	 * Level of compression, from 1 for fast to 9 for small.
	 */
	private int compressionLevel = 6;

	/**
	 * Whether messages refer to those before them, which makes small ones smaller and
	 * costs some 300KB of memory for each connection.
	 */
	private boolean compressionContextTakeover;

	public boolean isCompression() {
		return this.compression;
	}

	public void setCompression(boolean compression) {
		this.compression = compression;
	}

	public DataSize getCompressionThreshold() {
		return this.compressionThreshold;
	}

	public void setCompressionThreshold(DataSize compressionThreshold) {
		this.compressionThreshold = compressionThreshold;
	}

	public int getCompressionLevel() {
		return this.compressionLevel;
	}

	public void setCompressionLevel(int compressionLevel) {
		this.compressionLevel = compressionLevel;
	}

	public boolean isCompressionContextTakeover() {
		return this.compressionContextTakeover;
	}

	public void setCompressionContextTakeover(boolean compressionContextTakeover) {
		this.compressionContextTakeover = compressionContextTakeover;
	}

	/**
	 * What the properties say, in the words of the engine.
	 * @return the options, or {@code null} for no compression
	 */
	public @Nullable Compression toCompression() {
		return this.compression ? new Compression((int) this.compressionThreshold.toBytes(), this.compressionLevel,
				this.compressionContextTakeover) : null;
	}

}
