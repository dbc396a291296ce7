package io.workerman.security;

import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

import io.workerman.context.CallInterceptor;
import io.workerman.engine.Connection;
import io.workerman.engine.RefusedException;

/**
 * Lets handler methods run on behalf of the principal of their connection, if that is an
 * {@link Authentication}. What Spring Security denies is a refusal: 401 or 403 in HTTP.
 */
public final class SecurityContextInterceptor implements CallInterceptor, Ordered {

	private final SecurityContextHolderStrategy strategy;

	/**
	 * Whether the thread runs a method on somebody's behalf. A method may be called
	 * within that of another connection.
	 */
	private final ThreadLocal<@Nullable Boolean> acting = new ThreadLocal<>();

	/**
	 * Create an interceptor.
	 * @param strategy holds the context
	 */
	public SecurityContextInterceptor(SecurityContextHolderStrategy strategy) {
		this.strategy = strategy;
	}

	/**
	 * Behind all others, so that it sees the principal that they set.
	 */
	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	@Override
	public @Nullable Runnable before(Connection connection, @Nullable Object subject) {
		if (connection.principal() instanceof Authentication authentication) {
			return act(authentication);
		}
		return (this.acting.get() != null) ? act(null) : null;
	}

	private Runnable act(@Nullable Authentication authentication) {
		SecurityContext outer = this.strategy.getContext();
		Boolean outerActing = this.acting.get();
		SecurityContext context = this.strategy.createEmptyContext();
		context.setAuthentication(authentication);
		this.strategy.setContext(context);
		this.acting.set(true);
		return () -> {
			if (outer.getAuthentication() != null) {
				this.strategy.setContext(outer);
			}
			else {
				this.strategy.clearContext();
			}
			this.acting.set(outerActing);
		};
	}

	@Override
	public Throwable failed(Throwable failure) {
		if (failure instanceof AccessDeniedException) {
			return new RefusedException(403, "Access is denied.", failure);
		}
		return (failure instanceof AuthenticationException)
				? new RefusedException(401, "Authentication is required.", failure) : failure;
	}

}
