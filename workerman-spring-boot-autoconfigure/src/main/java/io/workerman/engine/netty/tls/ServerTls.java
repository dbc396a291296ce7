package io.workerman.engine.netty.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

import javax.net.ssl.SSLException;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.util.DomainWildcardMappingBuilder;
import io.netty.util.Mapping;
import io.netty.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.workerman.engine.TlsOptions;

/**
 * TLS on the connections that a worker accepts.
 */
public final class ServerTls {

	private static final Logger logger = LoggerFactory.getLogger(ServerTls.class);

	/**
	 * The most bytes of a ClientHello.
	 */
	private static final int HELLO = 64 * 1024;

	private final String worker;

	private final TlsOptions options;

	private final List<LiveContext> contexts = new ArrayList<>();

	private final LiveContext context;

	private final Mapping<String, LiveContext> byName;

	private final LongAdder failures = new LongAdder();

	/**
	 * Create one for a worker.
	 * @param worker the name of the worker
	 * @param options its options
	 */
	public ServerTls(String worker, TlsOptions options) {
		this.worker = worker;
		this.options = options;
		this.context = context("", options.source());
		DomainWildcardMappingBuilder<LiveContext> byName = new DomainWildcardMappingBuilder<>(this.context);
		options.serverNames().forEach((name, source) -> byName.add(name, context(" for " + name, source)));
		this.byName = byName.build();
	}

	private LiveContext context(String label, TlsOptions.Source source) {
		LiveContext context = new LiveContext(this.worker, label, source, this.options.clientAuth());
		this.contexts.add(context);
		return context;
	}

	/**
	 * Makes ready for connections.
	 * @param applicationProtocols the protocols that clients may choose from (ALPN), may
	 * be empty
	 * @throws OpenSslMissingException if OpenSSL is wanted and is not there
	 * @throws SSLException if a certificate or key cannot be used
	 */
	public void open(List<String> applicationProtocols) throws SSLException {
		boolean openSsl = OpenSslLibrary.speaksFor(this.options.provider());
		for (LiveContext context : this.contexts) {
			context.open(openSsl, applicationProtocols);
		}
	}

	/**
	 * Gives up what was made for connections to come, until it is opened again.
	 */
	public void close() {
		this.contexts.forEach(LiveContext::close);
	}

	/**
	 * Asks for the certificates again, for the handshakes to come. One that cannot be
	 * used is logged and not taken. For any thread.
	 */
	public void renew() {
		this.contexts.forEach(LiveContext::renew);
	}

	/**
	 * Adds TLS to the pipeline of a socket that was accepted, before the handler of its
	 * connection.
	 * @param pipeline the pipeline
	 */
	public void addTo(ChannelPipeline pipeline) {
		ChannelHandler first = this.options.serverNames().isEmpty() ? new ByRegistration(this.context)
				: new ByServerName(this.byName);
		pipeline.addLast(first, new TlsGuard(this.options.handshakeTimeout(), this::failed), new TlsWriter());
	}

	private void failed(Channel channel, SSLException failure) {
		this.failures.increment();
		logger.debug("Worker '{}' closes the connection of {}: {}", this.worker, channel.remoteAddress(),
				failure.getMessage());
	}

	/**
	 * The handshakes that failed through their clients.
	 * @return their number
	 */
	public long failures() {
		return this.failures.sum();
	}

	/**
	 * Begins when the socket has its event loop, from where on what was begun is always
	 * ended.
	 */
	private static final class ByRegistration extends ChannelHandlerAdapter {

		private final LiveContext context;

		ByRegistration(LiveContext context) {
			this.context = context;
		}

		@Override
		public void handlerAdded(ChannelHandlerContext context) {
			try {
				context.pipeline().replace(this, null, this.context.newHandler(context.alloc()));
			}
			catch (RuntimeException ex) {
				logger.debug("A connection is closed for want of TLS", ex);
				context.close();
			}
		}

	}

	/**
	 * Chooses the context by the server name that the client asks for.
	 */
	private static final class ByServerName extends AbstractSniHandler<LiveContext> {

		private final Mapping<String, LiveContext> byName;

		ByServerName(Mapping<String, LiveContext> byName) {
			super(HELLO, 0);
			this.byName = byName;
		}

		@Override
		protected Future<LiveContext> lookup(ChannelHandlerContext context, String name) {
			return context.executor().newSucceededFuture(this.byName.map(name));
		}

		@Override
		protected void onLookupComplete(ChannelHandlerContext context, String name, Future<LiveContext> found) {
			context.pipeline().replace(this, null, found.getNow().newHandler(context.alloc()));
		}

	}

}
