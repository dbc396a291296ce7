package io.workerman.autoconfigure.websocket;

import java.util.ArrayList;
import java.util.List;

import org.springframework.util.unit.DataSize;

import io.workerman.engine.websocket.WebSocketOptions;

/**
 * Properties of the WebSockets of a listener.
 */
public class WebSocketProperties extends CompressionProperties {

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
	public WebSocketOptions toOptions() {
		return new WebSocketOptions(this.path, List.copyOf(this.subprotocols), List.copyOf(this.allowedOrigins),
				(int) this.maxFrameSize.toBytes(), toCompression(), this.streaming);
	}

}
