package io.workerman.engine.netty.tls;

import java.util.List;

import javax.net.ssl.SSLException;

import io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.workerman.engine.TlsOptions;

/**
 * The context of one source of keys. When the source has changed it is made anew for the
 * handshakes to come, unless the new one is bad.
 */
final class LiveContext {

	private static final Logger logger = LoggerFactory.getLogger(ServerTls.class);

	private final String worker;

	private final String label;

	private final TlsOptions.Source source;

	private final TlsOptions.ClientAuth clientAuth;

	private volatile @Nullable SslContext current;

	private List<String> applicationProtocols = List.of();

	LiveContext(String worker, String label, TlsOptions.Source source, TlsOptions.ClientAuth clientAuth) {
		this.worker = worker;
		this.label = label;
		this.source = source;
		this.clientAuth = clientAuth;
		source.onChange(this::renew);
	}

	SslContext current() {
		SslContext current = this.current;
		if (current == null) {
			throw new IllegalStateException("The worker '%s' is not open".formatted(this.worker));
		}
		return current;
	}

	/**
	 * Makes the context.
	 */
	synchronized void open(List<String> applicationProtocols) throws SSLException {
		this.applicationProtocols = applicationProtocols;
		this.current = make();
	}

	/**
	 * Makes the context anew, if there is one. For any thread.
	 */
	synchronized void renew() {
		if (this.current == null) {
			return;
		}
		try {
			this.current = make();
			logger.info("Worker '{}' has renewed its TLS certificate{}", this.worker, this.label);
		}
		catch (SSLException ex) {
			logger.warn("Worker '{}' stays with its old certificate: {}", this.worker, ex.getMessage());
		}
	}

	private SslContext make() throws SSLException {
		try {
			SslContext made = TlsContexts.server(this.source.material(), this.clientAuth, this.applicationProtocols);
			Rehearsal.of(made);
			return made;
		}
		catch (RuntimeException | SSLException ex) {
			throw new SSLException("The TLS certificate%s cannot be used: %s".formatted(this.label, reason(ex)), ex);
		}
	}

	private static String reason(Throwable failure) {
		Throwable root = failure;
		for (Throwable cause = root.getCause(); cause != null; cause = cause.getCause()) {
			root = cause;
		}
		return String.valueOf((root.getMessage() != null) ? root.getMessage() : root);
	}

}
