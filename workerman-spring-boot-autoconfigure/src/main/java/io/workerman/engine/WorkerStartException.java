package io.workerman.engine;

import org.jspecify.annotations.Nullable;

/**
 * A worker could not be built or started. The message says which worker, which address
 * and what to do.
 */
public class WorkerStartException extends RuntimeException {

	private final String worker;

	private final @Nullable String address;

	private final Problem problem;

	/**
	 * Create a new exception.
	 * @param worker the name of the worker
	 * @param address the address of the worker, or {@code null} if it has none
	 * @param problem what went wrong
	 * @param message the message
	 * @param cause the cause, or {@code null} if there is none
	 */
	public WorkerStartException(String worker, @Nullable String address, Problem problem, String message,
			@Nullable Throwable cause) {
		super(message, cause);
		this.worker = worker;
		this.address = address;
		this.problem = problem;
	}

	/**
	 * The name of the worker.
	 * @return the name
	 */
	public String worker() {
		return this.worker;
	}

	/**
	 * The address of the worker as it was configured.
	 * @return the address, or {@code null} if it has none
	 */
	public @Nullable String address() {
		return this.address;
	}

	/**
	 * What went wrong.
	 * @return the problem
	 */
	public Problem problem() {
		return this.problem;
	}

	/**
	 * What can go wrong when a worker starts.
	 */
	public enum Problem {

		/**
		 * An option has a value that it cannot have.
		 */
		INVALID_OPTION,

		/**
		 * Another worker has the name.
		 */
		NAME_CONFLICT,

		/**
		 * The address is malformed.
		 */
		INVALID_ADDRESS,

		/**
		 * No protocol has the scheme of the address.
		 */
		UNKNOWN_PROTOCOL,

		/**
		 * Two workers want the same port.
		 */
		ADDRESS_CONFLICT,

		/**
		 * Another program has the port.
		 */
		ADDRESS_IN_USE,

		/**
		 * The host is no address of this machine.
		 */
		ADDRESS_NOT_LOCAL,

		/**
		 * The system refuses the port or path.
		 */
		PERMISSION_DENIED,

		/**
		 * The address could not be bound for another reason.
		 */
		BIND_FAILED,

		/**
		 * The forced transport does not work on this machine.
		 */
		TRANSPORT_UNAVAILABLE,

		/**
		 * The certificate, key or rules of TLS cannot be used.
		 */
		TLS_UNUSABLE,

		/**
		 * OpenSSL is to speak TLS and is not there.
		 */
		OPENSSL_MISSING,

		/**
		 * This Java has no virtual threads.
		 */
		NO_VIRTUAL_THREADS,

		/**
		 * A worker-start callback threw.
		 */
		CALLBACK_FAILED

	}

}
