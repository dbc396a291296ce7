package io.workerman.engine;

/**
 * A protocol that connections speak. The ones to implement are
 * {@code io.workerman.engine.protocol.Protocol}, which is all that a wire format of
 * packages needs, or this interface for one that keeps state for each connection.
 */
public interface ConnectionProtocol {

	/**
	 * The name that status tables show.
	 * @return the name
	 */
	default String protocolName() {
		return getClass().getSimpleName();
	}

	/**
	 * Makes the codec of one connection.
	 * @param context what the engine offers to it
	 * @return the codec
	 */
	ConnectionCodec newCodec(CodecContext context);

}
