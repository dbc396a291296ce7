package io.workerman.autoconfigure.ssl;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.TlsOptions;
import io.workerman.engine.TlsOptions.ClientAuth;

/**
 * Properties of TLS on one listener.
 */
public class SslProperties {

	/**
	 * Whether to use TLS if a bundle is set.
	 */
	private boolean enabled = true;

	/**
	 * Name of the SSL bundle with the certificate. Without it connections are plain.
	 */
	private @Nullable String bundle;

	/**
	 * Whether clients are asked for a certificate, and refused without one.
	 */
	private ClientAuth clientAuth = ClientAuth.NONE;

	/**
	 * SSL bundles by the server name that clients ask for (SNI).
	 */
	private List<ServerNameBundle> serverNameBundles = new ArrayList<>();

	/**
	 * Time after which a connection is closed whose handshake is not over.
	 */
	private Duration handshakeTimeout = Duration.ofSeconds(10);

	/**
	 * What does the cryptography: the JDK, or OpenSSL, which needs netty-tcnative.
	 */
	private TlsOptions.Provider provider = TlsOptions.Provider.JDK;

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable String getBundle() {
		return this.bundle;
	}

	public void setBundle(@Nullable String bundle) {
		this.bundle = bundle;
	}

	public ClientAuth getClientAuth() {
		return this.clientAuth;
	}

	public void setClientAuth(ClientAuth clientAuth) {
		this.clientAuth = clientAuth;
	}

	public List<ServerNameBundle> getServerNameBundles() {
		return this.serverNameBundles;
	}

	public void setServerNameBundles(List<ServerNameBundle> serverNameBundles) {
		this.serverNameBundles = serverNameBundles;
	}

	public Duration getHandshakeTimeout() {
		return this.handshakeTimeout;
	}

	public void setHandshakeTimeout(Duration handshakeTimeout) {
		this.handshakeTimeout = handshakeTimeout;
	}

	public TlsOptions.Provider getProvider() {
		return this.provider;
	}

	public void setProvider(TlsOptions.Provider provider) {
		this.provider = provider;
	}

	/**
	 * The SSL bundle of one server name.
	 *
	 * @param serverName the server name; a leading {@code *.} stands for any name below
	 * it
	 * @param bundle the name of the SSL bundle
	 */
	public record ServerNameBundle(String serverName, String bundle) {

	}

}
