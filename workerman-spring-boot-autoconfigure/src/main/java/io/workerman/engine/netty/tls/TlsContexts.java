package io.workerman.engine.netty.tls;

import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;

import io.workerman.engine.TlsOptions;
import io.workerman.engine.client.ClientOptions;

/**
 * Makes TLS contexts out of keys and rules. A peer cannot renegotiate: what asks for a
 * new handshake on an open connection is refused.
 */
public final class TlsContexts {

	private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

	private static final String REJECT_RENEGOTIATION = "jdk.tls.rejectClientInitiatedRenegotiation";

	static {
		// the JDK reads it with its first server handshake
		if (System.getProperty(REJECT_RENEGOTIATION) == null) {
			System.setProperty(REJECT_RENEGOTIATION, "true");
		}
	}

	private TlsContexts() {
	}

	/**
	 * A context for connections that are accepted.
	 * @param material the keys, trust and rules of this side
	 * @param openSsl whether OpenSSL speaks it: the context is then counted, and has to
	 * be released
	 * @param clientAuth whether clients show a certificate
	 * @param applicationProtocols the protocols to choose from (ALPN), may be empty
	 * @return the context
	 * @throws SSLException if nothing can be made of the material
	 */
	public static SslContext server(TlsOptions.Material material, boolean openSsl, TlsOptions.ClientAuth clientAuth,
			List<String> applicationProtocols) throws SSLException {
		KeyManagerFactory keys = material.keys();
		if (keys == null) {
			throw new SSLException("There is no key for the server");
		}
		return build(SslContextBuilder.forServer(keys)
			.sslProvider(openSsl ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK)
			.clientAuth(switch (clientAuth) {
				case NONE -> ClientAuth.NONE;
				case WANT -> ClientAuth.OPTIONAL;
				case NEED -> ClientAuth.REQUIRE;
			})
			.trustManager(material.trust()), material, applicationProtocols);
	}

	/**
	 * A context for connections that are dialled.
	 * @param tls what TLS needs
	 * @return the context, which nobody has to release
	 * @throws SSLException if nothing can be made of the material
	 */
	public static SslContext client(ClientOptions.Tls tls) throws SSLException {
		SslContextBuilder builder = SslContextBuilder.forClient()
			.sslProvider(OpenSslLibrary.speaksFor(tls.provider()) ? SslProvider.OPENSSL : SslProvider.JDK)
			.endpointIdentificationAlgorithm(tls.verifyHost() ? "HTTPS" : "");
		KeyManagerFactory keys = tls.material().keys();
		if (keys != null) {
			builder.keyManager(keys);
		}
		if (tls.material().trust() != null) {
			builder.trustManager(tls.material().trust());
		}
		return build(builder, tls.material(), List.of());
	}

	/**
	 * A context for a connection to a server that has the same rules, whoever it is.
	 * @param material the keys, trust and rules of the server
	 * @param openSsl whether OpenSSL speaks TLS: the context is then counted, and has to
	 * be released
	 * @return the context
	 * @throws SSLException if nothing can be made of the rules
	 */
	static SslContext anybody(TlsOptions.Material material, boolean openSsl) throws SSLException {
		return build(SslContextBuilder.forClient()
			.sslProvider(openSsl ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK)
			.trustManager(InsecureTrustManagerFactory.INSTANCE)
			.endpointIdentificationAlgorithm(""), material, List.of());
	}

	private static SslContext build(SslContextBuilder builder, TlsOptions.Material material,
			List<String> applicationProtocols) throws SSLException {
		builder.protocols(material.protocols().isEmpty() ? PROTOCOLS : material.protocols());
		if (!material.ciphers().isEmpty()) {
			builder.ciphers(material.ciphers());
		}
		if (!applicationProtocols.isEmpty()) {
			builder.applicationProtocolConfig(
					new ApplicationProtocolConfig(Protocol.ALPN, SelectorFailureBehavior.NO_ADVERTISE,
							SelectedListenerFailureBehavior.ACCEPT, applicationProtocols));
		}
		return builder.build();
	}

	/**
	 * A handler for a connection that was accepted. {@link TlsGuard} sees to it that the
	 * handshake is over in time.
	 */
	static SslHandler newHandler(SslContext context, ByteBufAllocator allocator) {
		return withoutTimeout(context.newHandler(allocator));
	}

	/**
	 * A handler for a connection that is dialled.
	 */
	static SslHandler newHandler(SslContext context, ByteBufAllocator allocator, String host, int port) {
		return withoutTimeout(context.newHandler(allocator, host, port));
	}

	private static SslHandler withoutTimeout(SslHandler handler) {
		handler.setHandshakeTimeoutMillis(0);
		return handler;
	}

}
