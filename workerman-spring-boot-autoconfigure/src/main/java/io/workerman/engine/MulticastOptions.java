package io.workerman.engine;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.WorkerOptions.Intake;
import io.workerman.engine.WorkerOptions.Intake.Assign;

/**
 * The multicast groups whose datagrams a UDP worker receives beside its own.
 *
 * @param groups the IP addresses of the groups
 * @param networkInterface the name of the network interface on which they are joined, or
 * {@code null} for all that are up and support multicast
 */
public record MulticastOptions(List<InetAddress> groups, @Nullable String networkInterface) {

	/**
	 * No groups.
	 */
	public static final MulticastOptions NONE = new MulticastOptions(List.of(), null);

	/**
	 * Check the options.
	 * @throws IllegalArgumentException if an address is not that of a group
	 */
	public MulticastOptions {
		groups = List.copyOf(groups);
		for (InetAddress group : groups) {
			if (!group.isMulticastAddress()) {
				throw notGroup(NetUtil.toAddressString(group));
			}
		}
	}

	private static IllegalArgumentException notGroup(String address) {
		return new IllegalArgumentException(
				"'%s' is no multicast group (expected: 224.0.0.0..239.255.255.255, or IPv6 ff00::/8)"
					.formatted(address));
	}

	/**
	 * Groups on all network interfaces.
	 * @param groups the IP addresses of the groups
	 * @return the options
	 * @throws IllegalArgumentException if one is not the IP address of a group
	 */
	public static MulticastOptions of(String... groups) {
		return new MulticastOptions(Arrays.stream(groups).map(MulticastOptions::parse).toList(), null);
	}

	private static InetAddress parse(String group) {
		byte[] address = NetUtil.createByteArrayFromIpAddressString(group);
		try {
			if (address == null) {
				throw notGroup(group);
			}
			return InetAddress.getByAddress(address);
		}
		catch (IOException ex) {
			throw notGroup(group);
		}
	}

	/**
	 * The same groups on one network interface.
	 * @param networkInterface its name, or {@code null} for all
	 * @return the options
	 * @throws IllegalArgumentException if there is no such interface
	 */
	public MulticastOptions on(@Nullable String networkInterface) {
		if (networkInterface != null) {
			find(networkInterface);
		}
		return new MulticastOptions(this.groups, networkInterface);
	}

	private static NetworkInterface find(String name) {
		try {
			NetworkInterface found = NetworkInterface.getByName(name);
			if (found != null) {
				return found;
			}
			throw new IllegalArgumentException("There is no network interface '%s' (expected one of %s)".formatted(name,
					NetworkInterface.networkInterfaces().map(NetworkInterface::getName).sorted().toList()));
		}
		catch (SocketException ex) {
			throw new IllegalArgumentException("There is no network interface '%s'".formatted(name), ex);
		}
	}

	/**
	 * Make the options of a worker that joins the groups.
	 * @return the options, the defaults in all else
	 */
	public Intake intake() {
		return new Intake(false, Assign.ROUND_ROBIN, null, this, false);
	}

	/**
	 * Whether there are groups.
	 * @return whether there are
	 */
	public boolean joins() {
		return !this.groups.isEmpty();
	}

	/**
	 * Where to join a group.
	 * @param group the group
	 * @return the network interfaces, at least one
	 * @throws IOException if there is none
	 */
	public List<NetworkInterface> networks(InetAddress group) throws IOException {
		if (this.networkInterface != null) {
			return List.of(find(this.networkInterface));
		}
		Predicate<InetAddress> sameFamily = (
				address) -> address instanceof Inet4Address == group instanceof Inet4Address;
		List<NetworkInterface> networks = NetworkInterface.networkInterfaces()
			.filter(MulticastOptions::isUsable)
			.filter((network) -> network.inetAddresses().anyMatch(sameFamily))
			.toList();
		if (networks.isEmpty()) {
			throw new IOException("No network interface is up that supports multicast for %s: name one"
				.formatted(NetUtil.toAddressString(group)));
		}
		return networks;
	}

	private static boolean isUsable(NetworkInterface network) {
		try {
			return network.isUp() && network.supportsMulticast() && !network.isLoopback();
		}
		catch (SocketException ex) {
			return false;
		}
	}

}
