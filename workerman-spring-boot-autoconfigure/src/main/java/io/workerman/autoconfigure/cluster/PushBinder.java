package io.workerman.autoconfigure.cluster;

import java.util.Map;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

import io.workerman.engine.Worker;
import io.workerman.engine.push.LocalClients;
import io.workerman.invocation.cluster.ChannelMethods;

/**
 * Makes the clients of all workers known, and the methods for channels and queues, when
 * all beans are there and before the workers start.
 */
class PushBinder implements SmartInitializingSingleton {

	private final ListableBeanFactory beanFactory;

	private final LocalClients clients;

	private final ChannelMethods methods;

	PushBinder(ListableBeanFactory beanFactory, LocalClients clients, ChannelMethods methods) {
		this.beanFactory = beanFactory;
		this.clients = clients;
		this.methods = methods;
	}

	@Override
	public void afterSingletonsInstantiated() {
		Map<String, Worker> workers = this.beanFactory.getBeansOfType(Worker.class);
		workers.values().forEach(this.clients::watch);
		this.methods.subscribe(workers);
	}

}
