package io.workerman.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.workerman.invocation.HandlerException;

/**
 * Explains why a handler cannot be bound to its listeners, or a client not be used.
 */
class HandlerFailureAnalyzer extends AbstractFailureAnalyzer<HandlerException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, HandlerException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", cause.action(), cause);
	}

}
