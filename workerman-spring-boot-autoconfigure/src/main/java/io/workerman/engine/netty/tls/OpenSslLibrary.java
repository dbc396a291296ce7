package io.workerman.engine.netty.tls;

import io.netty.handler.ssl.OpenSsl;

import io.workerman.engine.TlsOptions;

/**
 * The native library that the user adds, or does not.
 */
final class OpenSslLibrary {

	private OpenSslLibrary() {
	}

	/**
	 * Whether it speaks TLS for a provider.
	 * @param provider what was asked for
	 * @return whether it does
	 * @throws OpenSslMissingException if it should and is not there
	 */
	static boolean speaksFor(TlsOptions.Provider provider) throws OpenSslMissingException {
		boolean there = provider != TlsOptions.Provider.JDK && OpenSsl.isAvailable();
		if (provider == TlsOptions.Provider.OPENSSL && !there) {
			throw new OpenSslMissingException(OpenSsl.unavailabilityCause());
		}
		return there;
	}

}
