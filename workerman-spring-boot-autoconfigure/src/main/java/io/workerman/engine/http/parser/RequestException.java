package io.workerman.engine.http.parser;

/**
 * A request is malformed or above a limit. Nothing may be read behind it.
 */
public final class RequestException extends Exception {

	private final int status;

	/**
	 * Create an exception.
	 * @param status the status of the answer
	 * @param reason what the client is told, which must not repeat what it sent
	 */
	public RequestException(int status, String reason) {
		super(reason, null, false, false);
		this.status = status;
	}

	/**
	 * The body is above its limit.
	 * @return the exception
	 */
	static RequestException tooLarge() {
		return new RequestException(413, "The body is too large");
	}

	/**
	 * The status of the answer.
	 * @return the status
	 */
	public int status() {
		return this.status;
	}

	/**
	 * What the client is told.
	 * @return the reason
	 */
	public String reason() {
		return String.valueOf(getMessage());
	}

	/**
	 * What can be too long.
	 */
	public enum Limit {

		/**
		 * The target of a request.
		 */
		TARGET(414, "The request target is too long"),

		/**
		 * A header or trailer.
		 */
		HEADER(431, "The header is too large"),

		/**
		 * The line that says how large a chunk is.
		 */
		CHUNK_LINE(400, "A chunk size is too long");

		private final int status;

		private final String reason;

		Limit(int status, String reason) {
			this.status = status;
			this.reason = reason;
		}

		/**
		 * The limit was reached.
		 * @return the exception
		 */
		RequestException reached() {
			return new RequestException(this.status, this.reason);
		}

	}

}
