package io.workerman.autoconfigure.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.Environment;

import io.workerman.engine.CallbackSource;
import io.workerman.engine.Worker;
import io.workerman.engine.client.AsyncTcpConnection;
import io.workerman.invocation.WorkerHandlers;

/**
 * Gives the clients to the workers on whose processes they live.
 */
public final class ClientBinder {

	private final ConfigurableListableBeanFactory beanFactory;

	private final WorkerHandlers handlers;

	private final Map<Client, String> workerNames = new LinkedHashMap<>();

	/**
	 * Create a binder.
	 * @param beanFactory where the connections are
	 * @param environment where the clients are declared
	 * @param handlers the handlers of all clients
	 * @param workers the workers by the names of their beans
	 */
	public ClientBinder(ConfigurableListableBeanFactory beanFactory, Environment environment, WorkerHandlers handlers,
			Map<String, Worker> workers) {
		this.beanFactory = beanFactory;
		this.handlers = handlers;
		for (Client client : Client.all(environment)) {
			this.workerNames.put(client, worker(client, workers));
		}
		Set<String> known = this.workerNames.keySet().stream().map(Client::name).collect(Collectors.toSet());
		handlers.clients().forEach((handler, clients) -> check(handler, clients, known));
	}

	private static String worker(Client client, Map<String, Worker> workers) {
		String name = client.properties().getWorker();
		if (name == null) {
			if (workers.size() != 1) {
				String names = String.join("', '", new TreeSet<>(workers.keySet()));
				throw new ClientException(
						workers.isEmpty() ? "The client '%s' has no worker to live on".formatted(client.name())
								: "The client '%s' does not say on which of the workers '%s' it lives"
									.formatted(client.name(), names),
						workers.isEmpty() ? "Declare a listener; without an address it opens no port."
								: "Set %s.worker to one of them.".formatted(client.property()));
			}
			name = workers.keySet().iterator().next();
		}
		String wanted = name;
		Map.Entry<String, Worker> found = workers.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().equals(wanted) || entry.getValue().name().equals(wanted))
			.findFirst()
			.orElseThrow(() -> client.invalid("worker", wanted, "there is no worker of that name (expected one of '%s')"
				.formatted(String.join("', '", new TreeSet<>(workers.keySet())))));
		int process = client.properties().getProcess();
		if (process < -1 || process >= found.getValue().count()) {
			throw client.invalid("process", process, "the worker '%s' has the processes 0 to %d (expected -1 for each)"
				.formatted(wanted, found.getValue().count() - 1));
		}
		return found.getKey();
	}

	private static void check(String handler, Set<String> clients, Set<String> known) {
		for (String client : clients) {
			if (!known.contains(client)) {
				throw new ClientException(
						"The @WorkerHandler '%s' is for the client '%s', which does not exist".formatted(handler,
								client),
						known.isEmpty()
								? "There are no clients: declare it: workerman.clients.%s.address.".formatted(client)
								: "Use the name of a client, which are '%s', or declare it: workerman.clients.%s.address."
									.formatted(String.join("', '", new TreeSet<>(known)), client));
			}
		}
	}

	/**
	 * Add the clients of a worker to its callbacks.
	 * @param bean the name of its bean
	 * @param names the names under which handlers know it
	 * @param callbacks its callbacks, or {@code null} if there are none
	 * @return the callbacks with those of the clients
	 */
	public @Nullable CallbackSource with(String bean, Set<String> names, @Nullable CallbackSource callbacks) {
		List<CallbackSource> sources = new ArrayList<>();
		if (callbacks != null) {
			sources.add(callbacks);
		}
		this.workerNames.forEach((client, worker) -> {
			if (worker.equals(bean)) {
				sources.add(new ClientCallbacks(client.properties().getProcess(),
						this.handlers.clientCallbacks(client.name(), client.scheme(), names),
						() -> connection(client)));
			}
		});
		if (sources.isEmpty()) {
			return null;
		}
		return (sources.size() > 1) ? new ClientCallbacks.Together(sources) : sources.get(0);
	}

	private AsyncTcpConnection connection(Client client) {
		if (client.properties().getProcess() >= 0) {
			return this.beanFactory.getBean(client.name(), AsyncTcpConnection.class);
		}
		return client.connection(this.beanFactory.getBeanProvider(SslBundles.class).getIfAvailable());
	}

}
