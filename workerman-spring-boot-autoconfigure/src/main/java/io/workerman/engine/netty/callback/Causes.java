package io.workerman.engine.netty.callback;

import java.util.concurrent.CompletionException;

/**
 * Finds what lies behind a failure.
 */
public final class Causes {

	private Causes() {
	}

	/**
	 * What made a stage fail.
	 * @param failure what the stage was told
	 * @return the failure, taken out of what stages wrap it in
	 */
	public static Throwable unwrap(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	/**
	 * The first of the failures that led to one.
	 * @param failure the failure
	 * @return its root cause, itself if it has none
	 */
	public static Throwable root(Throwable failure) {
		Throwable root = failure;
		for (Throwable cause = root.getCause(); cause != null; cause = root.getCause()) {
			root = cause;
		}
		return root;
	}

}
