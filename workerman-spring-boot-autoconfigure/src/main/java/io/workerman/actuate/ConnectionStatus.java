package io.workerman.actuate;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

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
 * @param openedAt when it was opened
 */
public record ConnectionStatus(int process, String worker, long id, String transport, String protocol, boolean ipv4,
		boolean ipv6, long recvQueue, long sendQueue, long bytesRead, long bytesWritten, Connection.Status status,
		String localAddress, String remoteAddress, Instant openedAt) implements OperationResponseBody {

	static ConnectionStatus of(Connection connection) {
		SocketAddress remote = connection.remoteAddress();
		return new ConnectionStatus(connection.process().id(), connection.worker().name(), connection.id(),
				(remote instanceof InetSocketAddress) ? "tcp" : "unix", connection.protocol().protocolName(),
				isIn(remote, Inet4Address.class), isIn(remote, Inet6Address.class), connection.receiveBufferSize(),
				connection.sendBufferSize(), connection.bytesRead(), connection.bytesWritten(), connection.status(),
				show(connection.localAddress(), connection.localIp(), connection.localPort()),
				show(remote, connection.remoteIp(), connection.remotePort()), connection.openedAt());
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
