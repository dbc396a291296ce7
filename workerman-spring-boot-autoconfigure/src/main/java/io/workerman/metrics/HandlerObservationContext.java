package io.workerman.metrics;

import java.lang.reflect.Method;
import java.util.function.Function;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.Connection;

/**
 * The call of a handler method. Its carrier are the headers of the request that is
 * handled, or else those of the handshake of the connection.
 */
public class HandlerObservationContext extends ReceiverContext<Function<String, @Nullable String>> {

	private final Connection connection;

	private final Method method;

	/**
	 * Create a context.
	 * @param connection the connection
	 * @param method the method
	 * @param headers what finds a header by its name
	 */
	public HandlerObservationContext(Connection connection, Method method, Function<String, @Nullable String> headers) {
		super(Function::apply, Kind.SERVER);
		this.connection = connection;
		this.method = method;
		setCarrier(headers);
	}

	/**
	 * The connection.
	 * @return the connection
	 */
	public Connection connection() {
		return this.connection;
	}

	/**
	 * The method.
	 * @return the method
	 */
	public Method method() {
		return this.method;
	}

}
