package io.workerman.engine;

/**
 * The peer broke the protocol or a limit. It costs that connection and no other.
 */
public class ProtocolException extends Exception {

	private final transient CloseReason closeReason;

	private final boolean answered;

	/**
	 * Create an exception for a peer that gets no answer.
	 * @param code the status code, one of {@link CloseReason}
	 * @param message what the peer did
	 */
	public ProtocolException(int code, String message) {
		this(code, message, false);
	}

	/**
	 * Create an exception.
	 * @param code the status code, one of {@link CloseReason}
	 * @param message what the peer did
	 * @param answered whether the codec has put an answer that the peer shall be able to
	 * read before the connection closes
	 */
	public ProtocolException(int code, String message, boolean answered) {
		super(message, null, false, false);
		this.closeReason = CloseReason.server(code, message);
		this.answered = answered;
	}

	/**
	 * The reason with which the connection closes.
	 * @return the reason
	 */
	public CloseReason closeReason() {
		return this.closeReason;
	}

	/**
	 * Whether the peer shall be able to read an answer first.
	 * @return whether there is one
	 */
	public boolean isAnswered() {
		return this.answered;
	}

}
