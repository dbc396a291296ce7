package io.workerman.autoconfigure.client;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains why a client cannot be used.
 */
class ClientFailureAnalyzer extends AbstractFailureAnalyzer<ClientException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ClientException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", cause.action(), cause);
	}

}
