package io.workerman.engine;

/**
 * The form in which a {@link MessageHandler} wants the payloads of the built-in
 * protocols, so that bytes are decoded once, and only to what is needed. Protocols that
 * decode to objects of their own take no notice of it.
 */
public enum PayloadView {

	/**
	 * What the protocol itself makes of a payload.
	 */
	NATIVE,

	/**
	 * A {@link String}, decoded from UTF-8.
	 */
	TEXT,

	/**
	 * A {@code byte[]}.
	 */
	BYTES,

	/**
	 * A {@link io.netty.buffer.ByteBuf}, borrowed until the handler returns.
	 */
	BUFFER,

	/**
	 * The message object of the protocol, with what it knows beside the payload.
	 */
	MESSAGE,

	/**
	 * None: the handler does not take payloads of the kind, and the protocol refuses them
	 * if it can.
	 */
	REFUSED

}
