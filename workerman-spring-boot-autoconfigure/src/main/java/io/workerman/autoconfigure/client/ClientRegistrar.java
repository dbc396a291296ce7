package io.workerman.autoconfigure.client;

import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.Environment;

import io.workerman.engine.client.AsyncTcpConnection;

/**
 * Registers an {@link AsyncTcpConnection} bean for each client of
 * {@code workerman.clients}, under the client's name, unless it has a connection on each
 * process.
 */
public class ClientRegistrar implements BeanRegistrar {

	@Override
	public void register(BeanRegistry registry, Environment environment) {
		for (Client client : Client.all(environment)) {
			if (client.properties().getProcess() >= 0) {
				registry.registerBean(client.name(), AsyncTcpConnection.class, (spec) -> spec
					.description("Client of " + client.property())
					.supplier((context) -> client.connection(context.beanProvider(SslBundles.class).getIfAvailable())));
			}
		}
	}

}
