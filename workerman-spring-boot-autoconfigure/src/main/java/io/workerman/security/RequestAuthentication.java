package io.workerman.security;

import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Base64;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;

import io.workerman.context.CallInterceptor;
import io.workerman.context.HandshakeInterceptor;
import io.workerman.engine.Connection;
import io.workerman.engine.HandshakeRequest;
import io.workerman.engine.RefusedException;
import io.workerman.engine.http.HttpRequest;
import io.workerman.engine.websocket.WebSocketHandshake;

/**
 * Authenticates the credentials of a request by Spring Security: of a WebSocket once, in
 * its handshake, of HTTP with each request, for as long as the handler method runs. Wrong
 * credentials are refused with 401; a request without any goes on as nobody. It works
 * where handlers do, so a slow password encoder wants {@code dispatch: virtual} or
 * {@code executor}.
 */
public final class RequestAuthentication implements HandshakeInterceptor, CallInterceptor, Ordered {

	private final AuthenticationManager manager;

	private final Function<HandshakeRequest, @Nullable Authentication> credentials;

	private final String challenge;

	/**
	 * Create one that reads credentials as the application wants.
	 * @param manager authenticates
	 * @param credentials reads the credentials of a request, or returns {@code null} if
	 * there are none
	 * @param challenge the {@code WWW-Authenticate} header of a 401
	 */
	public RequestAuthentication(AuthenticationManager manager,
			Function<HandshakeRequest, @Nullable Authentication> credentials, String challenge) {
		this.manager = manager;
		this.credentials = credentials;
		this.challenge = challenge;
	}

	/**
	 * Make one for names and passwords (RFC 7617).
	 * @param manager authenticates a {@link UsernamePasswordAuthenticationToken}
	 * @param realm what the client is told that the password is for
	 * @return the interceptor
	 */
	public static RequestAuthentication basic(AuthenticationManager manager, String realm) {
		return new RequestAuthentication(manager, (request) -> {
			String encoded = credentials(request, "Basic");
			return (encoded != null) ? password(encoded) : null;
		}, "Basic realm=\"%s\", charset=\"UTF-8\"".formatted(realm));
	}

	/**
	 * Make one for tokens (RFC 6750).
	 * @param manager authenticates
	 * @param credentials makes of a token what the manager authenticates
	 * @return the interceptor
	 */
	public static RequestAuthentication bearer(AuthenticationManager manager,
			Function<String, Authentication> credentials) {
		return new RequestAuthentication(manager, (request) -> {
			String token = credentials(request, "Bearer");
			return (token != null) ? credentials.apply(token) : null;
		}, "Bearer");
	}

	private static @Nullable String credentials(HandshakeRequest request, String scheme) {
		String header = request.header("authorization");
		int length = scheme.length();
		boolean fits = header != null && header.length() > length && header.regionMatches(true, 0, scheme, 0, length)
				&& header.charAt(length) == ' ';
		return (header != null && fits) ? header.substring(length).strip() : null;
	}

	private static Authentication password(String encoded) {
		try {
			String decoded = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
			int colon = decoded.indexOf(':');
			if (colon >= 0) {
				return UsernamePasswordAuthenticationToken.unauthenticated(decoded.substring(0, colon),
						decoded.substring(colon + 1));
			}
		}
		catch (IllegalArgumentException ex) {
			// not Base64
		}
		throw new BadCredentialsException("The Basic credentials are malformed");
	}

	/**
	 * In front of those that have no order, which may want to know the principal.
	 */
	@Override
	public int getOrder() {
		return 0;
	}

	@Override
	public void intercept(Connection connection, WebSocketHandshake handshake) {
		Authentication authentication = authenticate(handshake);
		if (authentication != null) {
			connection.principal(authentication);
		}
	}

	@Override
	public @Nullable Runnable before(Connection connection, @Nullable Object subject) {
		Authentication authentication = (subject instanceof HttpRequest request) ? authenticate(request) : null;
		if (authentication == null) {
			return null;
		}
		Principal before = connection.principal();
		connection.principal(authentication);
		return () -> connection.principal(before);
	}

	private @Nullable Authentication authenticate(HandshakeRequest request) {
		try {
			Authentication credentials = this.credentials.apply(request);
			return (credentials != null) ? this.manager.authenticate(credentials) : null;
		}
		catch (AuthenticationException ex) {
			throw new RefusedException(401, "The credentials are wrong.", ex).header("WWW-Authenticate",
					this.challenge);
		}
	}

	@Override
	public Throwable failed(Throwable failure) {
		if (failure instanceof RefusedException refusal && refusal.status() == 401) {
			refusal.header("WWW-Authenticate", this.challenge);
		}
		return failure;
	}

}
