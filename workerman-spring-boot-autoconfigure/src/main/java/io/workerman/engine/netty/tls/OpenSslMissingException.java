package io.workerman.engine.netty.tls;

import javax.net.ssl.SSLException;

import io.netty.util.internal.PlatformDependent;

/**
 * OpenSSL is to speak TLS, and its native library is not there or does not load.
 */
public final class OpenSslMissingException extends SSLException {

	/**
	 * Create a new exception.
	 * @param cause why the library does not load
	 */
	OpenSslMissingException(Throwable cause) {
		super("OpenSSL is not there (expected: io.netty:netty-tcnative-boringssl-static, with its library for %s-%s)"
			.formatted(PlatformDependent.normalizedOs(), PlatformDependent.normalizedArch()), cause);
	}

}
