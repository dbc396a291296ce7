package io.workerman.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.util.unit.DataSize;

import io.workerman.autoconfigure.client.ClientProperties;
import io.workerman.autoconfigure.cluster.ClusterProperties;
import io.workerman.engine.Transport;

/**
 * Configuration properties for workers. Listeners are bound one by one by
 * {@link Listener}, each on top of a copy of the defaults.
 */
@ConfigurationProperties("workerman")
public class WorkermanProperties {

	/**
	 * Whether to start the workers and listeners of the application.
	 */
	private boolean enabled = true;

	/**
	 * Way in which sockets are driven; by default the best that the operating system has.
	 */
	private Transport transport = Transport.AUTO;

	/**
	 * Bytes that may wait in all send buffers together before messages to connections
	 * that do not keep up are dropped, 0 for no limit.
	 */
	private DataSize maxTotalSendBufferSize = DataSize.ofBytes(0);

	/**
	 * Time after which an event loop that is blocked is logged and counted, zero for
	 * never.
	 */
	private Duration blockedLoopThreshold = Duration.ofSeconds(2);

	/**
	 * Application events.
	 */
	private final EventsProperties events = new EventsProperties();

	/**
	 * Several nodes as one.
	 */
	@NestedConfigurationProperty
	private final ClusterProperties cluster = new ClusterProperties();

	/**
	 * Options that every listener inherits unless it sets them itself.
	 */
	@NestedConfigurationProperty
	private final WorkerProperties defaults = new WorkerProperties();

	/**
	 * Listeners by name, which is also the name of the Worker bean.
	 */
	private final Map<String, WorkerProperties> listeners = new LinkedHashMap<>();

	/**
	 * Connections that dial out by name, which is also the name of the AsyncTcpConnection
	 * bean.
	 */
	private final Map<String, ClientProperties> clients = new LinkedHashMap<>();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public Transport getTransport() {
		return this.transport;
	}

	public void setTransport(Transport transport) {
		this.transport = transport;
	}

	public DataSize getMaxTotalSendBufferSize() {
		return this.maxTotalSendBufferSize;
	}

	public void setMaxTotalSendBufferSize(DataSize maxTotalSendBufferSize) {
		this.maxTotalSendBufferSize = maxTotalSendBufferSize;
	}

	public Duration getBlockedLoopThreshold() {
		return this.blockedLoopThreshold;
	}

	public void setBlockedLoopThreshold(Duration blockedLoopThreshold) {
		this.blockedLoopThreshold = blockedLoopThreshold;
	}

	public EventsProperties getEvents() {
		return this.events;
	}

	public ClusterProperties getCluster() {
		return this.cluster;
	}

	public WorkerProperties getDefaults() {
		return this.defaults;
	}

	public Map<String, WorkerProperties> getListeners() {
		return this.listeners;
	}

	public Map<String, ClientProperties> getClients() {
		return this.clients;
	}

	/**
	 * Properties of application events.
	 */
	public static class EventsProperties {

		/**
		 * Whether to publish an application event when a connection is opened or closed.
		 */
		private boolean connections;

		public boolean isConnections() {
			return this.connections;
		}

		public void setConnections(boolean connections) {
			this.connections = connections;
		}

	}

}
