package io.workerman.engine;

/**
 * Why a connection closed, with the code that WebSocket has for it (RFC 6455, section
 * 7.4.1); connections of the other protocols use the same codes.
 *
 * @param code the status code
 * @param reason the reason in words, may be empty
 * @param initiator who ended the connection
 */
public record CloseReason(int code, String reason, Initiator initiator) {

	/**
	 * The connection has done what it was for.
	 */
	public static final int NORMAL = 1000;

	/**
	 * The server is stopping.
	 */
	public static final int GOING_AWAY = 1001;

	/**
	 * The peer broke the protocol.
	 */
	public static final int PROTOCOL_ERROR = 1002;

	/**
	 * The peer left a WebSocket with a close frame that carries no code.
	 */
	public static final int NO_STATUS = 1005;

	/**
	 * The connection broke without a goodbye.
	 */
	public static final int ABNORMAL = 1006;

	/**
	 * The peer sent text that is not UTF-8.
	 */
	public static final int BAD_DATA = 1007;

	/**
	 * The connection was refused by policy.
	 */
	public static final int POLICY_VIOLATION = 1008;

	/**
	 * The peer sent a package larger than the limit.
	 */
	public static final int TOO_BIG = 1009;

	/**
	 * The server could not go on.
	 */
	public static final int SERVER_ERROR = 1011;

	/**
	 * The server is overloaded, and the peer may come again later.
	 */
	public static final int TRY_AGAIN_LATER = 1013;

	/**
	 * Who ended a connection.
	 */
	public enum Initiator {

		/**
		 * The peer: it closed its side, or said goodbye.
		 */
		CLIENT,

		/**
		 * This side: the application, a limit, or the stop of the worker.
		 */
		SERVER,

		/**
		 * Neither: the connection was reset or lost.
		 */
		NETWORK

	}

	/**
	 * A reason of this side.
	 * @param code the status code
	 * @param reason the reason in words
	 * @return the reason
	 */
	public static CloseReason server(int code, String reason) {
		return new CloseReason(code, reason, Initiator.SERVER);
	}

	/**
	 * A reason of the peer.
	 * @param code the status code
	 * @param reason the reason in words
	 * @return the reason
	 */
	public static CloseReason client(int code, String reason) {
		return new CloseReason(code, reason, Initiator.CLIENT);
	}

	/**
	 * A reason of the network.
	 * @param reason the reason in words
	 * @return the reason
	 */
	public static CloseReason network(String reason) {
		return new CloseReason(ABNORMAL, reason, Initiator.NETWORK);
	}

}
