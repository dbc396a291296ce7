package io.workerman.engine.client;

import java.util.ServiceLoader;

/**
 * Makes connections that dial out. The one implementation is found by
 * {@link ServiceLoader}.
 */
public interface ClientFactory {

	/**
	 * Make a connection.
	 * @param options its options
	 * @return the connection, not connected
	 */
	AsyncTcpConnection client(ClientOptions options);

	/**
	 * Find the implementation.
	 * @return the factory
	 */
	static ClientFactory load() {
		return ServiceLoader.load(ClientFactory.class, ClientFactory.class.getClassLoader())
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("No ClientFactory is on the class path"));
	}

}
