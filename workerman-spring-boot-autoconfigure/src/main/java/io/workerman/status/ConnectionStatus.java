package io.workerman.status;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;

import io.workerman.engine.Connection;

/**
 * One connection as the endpoint shows it.
 *
 * @param process the id of the process to which it belongs
 * @param worker the name of the worker
 * @param id the id
 * @param transport {@code tcp} or {@code unix}
 * @param protocol the name of the protocol
 * @param ipv4 whether the peer has an IPv4 address
 * @param ipv6 whether the peer has an IPv6 address
 * @param recvQueue the bytes received that have not become a message yet
 * @param sendQueue the bytes that wait to be sent
 * @param bytesRead the bytes received
 * @param bytesWritten the bytes sent
 * @param status where the connection stands in its life
 * @param localAddress the address of this side, {@code ip:port} or a path
 * @param remoteAddress the address of the peer, {@code ip:port} or a path
 * @param principal the name of who the peer is, empty if nobody knows
 * @param uid the uid that is bound to it, empty if there is none
 * @param openedAt when it was opened
 */
public record ConnectionStatus(int process, String worker, long id, String transport, String protocol, boolean ipv4,
		boolean ipv6, long recvQueue, long sendQueue, long bytesRead, long bytesWritten, Connection.Status status,
		String localAddress, String remoteAddress, String principal, String uid, Instant openedAt) {

	private static final String SANITIZED = "******";

	/**
	 * Look at a connection.
	 * @param connection the connection
	 * @return its status
	 */
	public static ConnectionStatus of(Connection connection) {
		SocketAddress remote = connection.remoteAddress();
		return new ConnectionStatus(connection.process().id(), connection.worker().name(), connection.id(),
				(remote instanceof InetSocketAddress) ? "tcp" : "unix", connection.protocol().protocolName(),
				isIn(remote, Inet4Address.class), isIn(remote, Inet6Address.class), connection.receiveBufferSize(),
				connection.sendBufferSize(), connection.bytesRead(), connection.bytesWritten(), connection.status(),
				show(connection.localAddress(), connection.localIp(), connection.localPort()),
				remoteAddress(connection), ConnectionQuery.principalName(connection), ConnectionQuery.uid(connection),
				connection.openedAt());
	}

	/**
	 * The same without saying who the peer is.
	 * @return the status
	 */
	public ConnectionStatus sanitized() {
		return new ConnectionStatus(this.process, this.worker, this.id, this.transport, this.protocol, this.ipv4,
				this.ipv6, this.recvQueue, this.sendQueue, this.bytesRead, this.bytesWritten, this.status, SANITIZED,
				SANITIZED, hidden(this.principal), hidden(this.uid), this.openedAt);
	}

	private static String hidden(String name) {
		return (name.isEmpty()) ? "" : SANITIZED;
	}

	static String remoteAddress(Connection connection) {
		return show(connection.remoteAddress(), connection.remoteIp(), connection.remotePort());
	}

	private static boolean isIn(SocketAddress address, Class<?> family) {
		return address instanceof InetSocketAddress inet && family.isInstance(inet.getAddress());
	}

	private static String show(SocketAddress address, String ip, int port) {
		if (ip.isEmpty()) {
			return address.toString();
		}
		return ((ip.indexOf(':') >= 0) ? "[" + ip + "]" : ip) + ":" + port;
	}

}
