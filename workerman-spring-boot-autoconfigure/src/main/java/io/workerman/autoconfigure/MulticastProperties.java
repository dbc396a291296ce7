package io.workerman.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Properties of the multicast groups of a listener.
 */
public class MulticastProperties {

	/**
	 * IP addresses of the groups, such as "239.1.2.3".
	 */
	private List<String> groups = new ArrayList<>();

	/**
	 * Name of the network interface on which the groups are joined, such as "eth0". By
	 * default all that are up and support multicast.
	 */
	private @Nullable String networkInterface;

	public List<String> getGroups() {
		return this.groups;
	}

	public void setGroups(List<String> groups) {
		this.groups = groups;
	}

	public @Nullable String getNetworkInterface() {
		return this.networkInterface;
	}

	public void setNetworkInterface(@Nullable String networkInterface) {
		this.networkInterface = networkInterface;
	}

}
