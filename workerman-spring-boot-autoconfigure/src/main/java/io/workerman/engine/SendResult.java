package io.workerman.engine;

/**
 * What became of one {@code send}.
 */
public enum SendResult {

	/**
	 * The operating system has taken the whole message. It does not say that the peer has
	 * received it.
	 */
	SENT,

	/**
	 * The message was accepted and waits, wholly or in part, in the send buffer. It
	 * leaves in order, unless the connection breaks first.
	 */
	QUEUED,

	/**
	 * The message was not accepted: the send buffer was full (counted and reported as
	 * {@link Connection#SEND_FAILED}), the peer turned out to be gone (counted, reported,
	 * then closed), or the connection was closing or closed already (neither counted nor
	 * reported).
	 */
	FAILED

}
