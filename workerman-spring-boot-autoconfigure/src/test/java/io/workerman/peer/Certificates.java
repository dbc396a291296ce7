package io.workerman.peer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import io.netty.handler.ssl.OpenSsl;

import io.workerman.engine.TlsOptions;
import io.workerman.engine.netty.tls.TlsContexts;

import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Keys and certificates for tests. One authority, {@code ca}, has signed {@code server}
 * and {@code renewed} (both for localhost and a.test), {@code other} (for b.test) and
 * {@code client} (alice); nobody has signed {@code stranger} (mallory).
 */
public final class Certificates {

	private static final char[] PASSWORD = "changeit".toCharArray();

	static {
		// the JDK asks once whether clients may renegotiate: the engine has to answer
		// first
		try {
			Class.forName(TlsContexts.class.getName());
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Certificates() {
	}

	/**
	 * The material of a server that trusts clients whom the authority has signed.
	 */
	public static TlsOptions.Material server(String name) {
		return TlsOptions.Material.of(keys(name), trust());
	}

	/**
	 * The TLS of such a server. A test is skipped where there is no such provider.
	 */
	public static TlsOptions tls(String name, TlsOptions.Provider provider) {
		assumeThat(provider != TlsOptions.Provider.OPENSSL || OpenSsl.isAvailable())
			.as("the native library of OpenSSL for this platform")
			.isTrue();
		return TlsOptions.of(server(name)).withProvider(provider);
	}

	/**
	 * The context of a client that trusts the authority and has no certificate.
	 */
	public static SSLContext client() {
		return context(null);
	}

	/**
	 * The context of a client that trusts the authority and shows a certificate.
	 */
	public static SSLContext client(String name) {
		return context(keys(name));
	}

	/**
	 * The context of any side that trusts the authority.
	 */
	public static SSLContext context(KeyManagerFactory keys) {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init((keys != null) ? keys.getKeyManagers() : null, trust().getTrustManagers(), new SecureRandom());
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public static KeyManagerFactory keys(String name) {
		return keys(name, name);
	}

	/**
	 * A key and a certificate, which may not fit.
	 */
	public static KeyManagerFactory keys(String key, String certificate) {
		try {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(null, PASSWORD);
			store.setKeyEntry("it", key(key), PASSWORD, new Certificate[] { certificate(certificate) });
			KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			keys.init(store, PASSWORD);
			return keys;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public static TrustManagerFactory trust() {
		try {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(null, PASSWORD);
			store.setCertificateEntry("ca", certificate("ca"));
			TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			trust.init(store);
			return trust;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Certificate certificate(String name) throws GeneralSecurityException, IOException {
		try (InputStream pem = open(name + ".crt")) {
			return CertificateFactory.getInstance("X.509").generateCertificate(pem);
		}
	}

	private static PrivateKey key(String name) throws GeneralSecurityException, IOException {
		try (InputStream pem = open(name + ".key")) {
			String base64 = new String(pem.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("-----[A-Z ]+-----",
					"");
			return KeyFactory.getInstance("EC")
				.generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
		}
	}

	/**
	 * The PEM file of a certificate or key.
	 * @param file its name, such as server.crt or server.key
	 */
	public static InputStream open(String file) {
		return Certificates.class.getResourceAsStream("/io/workerman/tls/" + file);
	}

}
