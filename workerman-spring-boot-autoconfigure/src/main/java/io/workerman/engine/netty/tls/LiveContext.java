package io.workerman.engine.netty.tls;

import java.util.List;

import javax.net.ssl.SSLException;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCountUtil;
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

	private boolean openSsl;

	private List<String> applicationProtocols = List.of();

	LiveContext(String worker, String label, TlsOptions.Source source, TlsOptions.ClientAuth clientAuth) {
		this.worker = worker;
		this.label = label;
		this.source = source;
		this.clientAuth = clientAuth;
		source.onChange(this::renew);
	}

	/**
	 * A handler for a connection that was accepted. For any thread.
	 */
	SslHandler newHandler(ByteBufAllocator allocator) {
		SslContext context = hold();
		try {
			return TlsContexts.newHandler(context, allocator);
		}
		finally {
			ReferenceCountUtil.release(context);
		}
	}

	/**
	 * The context as it is now, which stays usable until it is released although another
	 * thread may replace it.
	 */
	private SslContext hold() {
		while (true) {
			SslContext current = this.current;
			if (current == null) {
				throw new IllegalStateException("The worker '%s' is not open".formatted(this.worker));
			}
			try {
				return ReferenceCountUtil.retain(current);
			}
			catch (IllegalReferenceCountException ex) {
				if (current == this.current) {
					throw ex;
				}
			}
		}
	}

	/**
	 * Makes the context.
	 */
	synchronized void open(boolean openSsl, List<String> applicationProtocols) throws SSLException {
		this.openSsl = openSsl;
		this.applicationProtocols = applicationProtocols;
		replace(make());
	}

	/**
	 * Makes the context anew, if there is one. For any thread.
	 */
	synchronized void renew() {
		if (this.current == null) {
			return;
		}
		try {
			replace(make());
			logger.info("Worker '{}' has renewed its TLS certificate{}", this.worker, this.label);
		}
		catch (SSLException ex) {
			logger.warn("Worker '{}' stays with its old certificate: {}", this.worker, ex.getMessage());
		}
	}

	/**
	 * Gives the context up. Connections that are open keep it.
	 */
	synchronized void close() {
		replace(null);
	}

	private void replace(@Nullable SslContext next) {
		SslContext last = this.current;
		this.current = next;
		if (last != null) {
			ReferenceCountUtil.release(last);
		}
	}

	private SslContext make() throws SSLException {
		TlsOptions.Material material = this.source.material();
		SslContext made = null;
		try {
			made = TlsContexts.server(material, this.openSsl, this.clientAuth, this.applicationProtocols);
			Rehearsal.of(made, TlsContexts.anybody(material, this.openSsl));
			return made;
		}
		catch (RuntimeException | SSLException ex) {
			ReferenceCountUtil.release(made);
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
