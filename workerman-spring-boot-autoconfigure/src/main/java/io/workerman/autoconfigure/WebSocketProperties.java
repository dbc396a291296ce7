package io.workerman.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.springframework.util.unit.DataSize;

import io.workerman.engine.websocket.WebSocketOptions;

/**
 * Properties of the WebSockets of a listener.
 */
public class WebSocketProperties {

	/**
	 * Path that handshakes have to ask for, empty for any.
	 */
	private String path = "";

	/**
	 * Subprotocols that are spoken; of those that a client offers the first that is among
	 * them is chosen.
	 */
	private List<String> subprotocols = new ArrayList<>();

	/**
	 * Origins whose pages may connect, such as "https://*.example.com", "*" for all. By
	 * default only that of the listener itself.
	 */
	private List<String> allowedOrigins = new ArrayList<>();

	/**
	 * Size of the largest frame that is accepted, 0 for that of the largest message.
	 */
	private DataSize maxFrameSize = DataSize.ofBytes(0);

	/**
	 * Whether to compress messages with clients that offer permessage-deflate.
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

	/**
	 * Whether methods that take a WebSocketMessage get the fragments of a message one by
	 * one, as they come.
	 */
	private boolean streaming;

	public String getPath() {
		return this.path;
	}

	public void setPath(String path) {
		this.path = path;
	}

	public List<String> getSubprotocols() {
		return this.subprotocols;
	}

	public void setSubprotocols(List<String> subprotocols) {
		this.subprotocols = subprotocols;
	}

	public List<String> getAllowedOrigins() {
		return this.allowedOrigins;
	}

	public void setAllowedOrigins(List<String> allowedOrigins) {
		this.allowedOrigins = allowedOrigins;
	}

	public DataSize getMaxFrameSize() {
		return this.maxFrameSize;
	}

	public void setMaxFrameSize(DataSize maxFrameSize) {
		this.maxFrameSize = maxFrameSize;
	}

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

	public boolean isStreaming() {
		return this.streaming;
	}

	public void setStreaming(boolean streaming) {
		this.streaming = streaming;
	}

	/**
	 * What the properties say, in the words of the engine.
	 * @return the options
	 */
	WebSocketOptions toOptions() {
		WebSocketOptions.Compression compression = new WebSocketOptions.Compression(
				(int) this.compressionThreshold.toBytes(), this.compressionLevel, this.compressionContextTakeover);
		return new WebSocketOptions(this.path, List.copyOf(this.subprotocols), List.copyOf(this.allowedOrigins),
				(int) this.maxFrameSize.toBytes(), this.compression ? compression : null, this.streaming);
	}

}
