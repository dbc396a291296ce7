package io.workerman.autoconfigure;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;

import io.workerman.autoconfigure.client.ClientBinder;
import io.workerman.context.HandshakeInterceptor;
import io.workerman.context.WorkerEvents;
import io.workerman.context.WorkerProcessScope;
import io.workerman.engine.Callbacks;
import io.workerman.engine.CallbacksBuilder;
import io.workerman.engine.UserThread;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerStartException;
import io.workerman.engine.WorkerStartException.Problem;
import io.workerman.engine.Workers;
import io.workerman.engine.WorkersOptions;
import io.workerman.invocation.TimerTasks;
import io.workerman.invocation.WorkerHandlers;

/**
 * Gives all workers the callbacks of their handlers and those that publish events, when
 * all beans are there and before the workers start.
 */
class WorkerBinder implements SmartInitializingSingleton {

	private final ConfigurableListableBeanFactory beanFactory;

	private final Environment environment;

	private final WorkersOptions options;

	private final WorkerProcessScope scope;

	private final TimerTasks timers;

	private final WorkerEvents events;

	WorkerBinder(ConfigurableListableBeanFactory beanFactory, Environment environment, WorkersOptions options,
			WorkerProcessScope scope, TimerTasks timers, WorkerEvents events) {
		this.beanFactory = beanFactory;
		this.environment = environment;
		this.options = options;
		this.scope = scope;
		this.timers = timers;
		this.events = events;
	}

	@Override
	public void afterSingletonsInstantiated() {
		Map<String, Worker> workers = this.beanFactory.getBeansOfType(Worker.class);
		checkNames(workers);
		Set<String> names = new HashSet<>(workers.keySet());
		workers.values().forEach((worker) -> names.add(worker.name()));
		WorkerHandlers handlers = new WorkerHandlers(this.beanFactory, this.options, this.timers);
		handlers.listeners().forEach((handler, listeners) -> check(handler, listeners, names));
		ClientBinder clients = new ClientBinder(this.beanFactory, this.environment, handlers, workers);
		Callbacks interceptors = interceptors();
		workers.forEach((name, worker) -> {
			worker.bind((process) -> interceptors);
			Set<String> known = names(name, worker);
			worker.bind(this.scope.around(clients.with(name, known, handlers.callbacks(worker, known))));
			this.events.watch(worker);
		});
		this.beanFactory.getBeansOfType(UserThread.class).forEach(this.beanFactory.getBean(Workers.class)::add);
	}

	private Callbacks interceptors() {
		CallbacksBuilder callbacks = new CallbacksBuilder();
		this.beanFactory.getBeanProvider(HandshakeInterceptor.class).orderedStream().forEach(callbacks::intercept);
		return callbacks.build();
	}

	private static void checkNames(Map<String, Worker> workers) {
		Map<String, String> beans = new HashMap<>();
		workers.forEach((bean, worker) -> {
			String other = beans.put(worker.name(), bean);
			if (other != null) {
				throw new WorkerStartException(worker.name(), null, Problem.NAME_CONFLICT,
						"The beans '%s' and '%s' are both workers with the name '%s'".formatted(other, bean,
								worker.name()),
						null);
			}
		});
	}

	private static void check(String handler, Set<String> listeners, Set<String> known) {
		for (String listener : listeners) {
			if (!known.contains(listener)) {
				throw new UnknownListenerException(handler, listener, known);
			}
		}
	}

	private static Set<String> names(String beanName, Worker worker) {
		Set<String> names = new HashSet<>();
		names.add(beanName);
		names.add(worker.name());
		return names;
	}

}
