package io.workerman.autoconfigure.actuate;

import java.util.LinkedHashSet;
import java.util.Set;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;

import io.workerman.actuate.WorkermanEndpoint;

/**
 * Configuration properties for the {@link WorkermanEndpoint}.
 */
@ConfigurationProperties("workerman.endpoint")
public class WorkermanEndpointProperties {

	/**
	 * When to show addresses, principals and uids of connections.
	 */
	private Show showConnections = Show.ALWAYS;

	/**
	 * Roles that are authorized to see them; when empty, all authenticated users are.
	 */
	private Set<String> roles = new LinkedHashSet<>();

	public Show getShowConnections() {
		return this.showConnections;
	}

	public void setShowConnections(Show showConnections) {
		this.showConnections = showConnections;
	}

	public Set<String> getRoles() {
		return this.roles;
	}

	public void setRoles(Set<String> roles) {
		this.roles = roles;
	}

}
