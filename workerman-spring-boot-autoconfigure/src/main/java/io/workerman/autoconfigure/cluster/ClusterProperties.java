package io.workerman.autoconfigure.cluster;

import java.time.Duration;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;

/**
 * Properties of a cluster.
 */
public class ClusterProperties {

	/**
	 * Way in which nodes reach each other.
	 */
	private Type type = Type.LOCAL;

	/**
	 * Name of the cluster, which several clusters on one Redis need.
	 */
	private String name = "default";

	/**
	 * Time after which a node that is not heard of any more is taken for dead.
	 */
	private Duration lease = Duration.ofSeconds(10);

	/**
	 * Time that other nodes get to answer.
	 */
	private Duration timeout = Duration.ofSeconds(2);

	/**
	 * Binds and checks the properties.
	 */
	static ClusterProperties of(Environment environment) {
		ClusterProperties properties = Binder.get(environment)
			.bindOrCreate("workerman.cluster", ClusterProperties.class);
		check("name", properties.getName(), !properties.getName().isBlank(), "it must not be empty");
		check("timeout", properties.getTimeout(), properties.getTimeout().toMillis() > 0, "it must be above zero");
		check("lease", properties.getLease(), properties.getLease().compareTo(properties.getTimeout()) >= 0,
				"it must not be shorter than workerman.cluster.timeout");
		return properties;
	}

	private static void check(String key, Object value, boolean valid, String reason) {
		if (!valid) {
			throw new InvalidConfigurationPropertyValueException("workerman.cluster." + key, value, reason);
		}
	}

	public Type getType() {
		return this.type;
	}

	public void setType(Type type) {
		this.type = type;
	}

	public String getName() {
		return this.name;
	}

	public void setName(String name) {
		this.name = name;
	}

	public Duration getLease() {
		return this.lease;
	}

	public void setLease(Duration lease) {
		this.lease = lease;
	}

	public Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(Duration timeout) {
		this.timeout = timeout;
	}

	/**
	 * How nodes reach each other.
	 */
	public enum Type {

		/**
		 * Not at all: there is one node.
		 */
		LOCAL,

		/**
		 * Over Redis.
		 */
		REDIS

	}

}
