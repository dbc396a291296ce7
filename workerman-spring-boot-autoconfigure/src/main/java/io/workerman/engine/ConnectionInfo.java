package io.workerman.engine;

import java.net.SocketAddress;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.time.Instant;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

import org.jspecify.annotations.Nullable;

/**
 * What is known about a connection at one moment.
 *
 * @param id the id
 * @param worker the name of the worker
 * @param process the id of the process
 * @param listenPort the port of the worker, -1 if it has none
 * @param transport {@code tcp}, {@code unix}, {@code udp} or {@code unixgram}
 * @param protocol the name of the protocol
 * @param secure whether the connection is encrypted
 * @param status where it stands in its life
 * @param webSocket whether it is a WebSocket whose handshake is over
 * @param exempt whether it is {@link Connection#protect(boolean) protected}
 * @param remoteAddress the address of the peer
 * @param localAddress the address of this side
 * @param traffic what was received and sent
 * @param uid the uid to which it is bound, or {@code null} if it is not
 * @param principal who the peer is, or {@code null} if nobody knows
 * @param clientCertificate the certificate of the peer, or {@code null} if it has shown
 * none
 * @param closeReason why it closes or was closed, or {@code null} if it does not
 */
public record ConnectionInfo(long id, String worker, int process, int listenPort, String transport, String protocol,
		boolean secure, Connection.Status status, boolean webSocket, boolean exempt, SocketAddress remoteAddress,
		SocketAddress localAddress, Traffic traffic, @Nullable String uid, @Nullable Principal principal,
		@Nullable X509Certificate clientCertificate, @Nullable CloseReason closeReason) {

	/**
	 * Look at a connection.
	 * @param connection the connection
	 * @param transport what carries it
	 * @param exempt whether it is protected
	 * @param traffic what was received and sent
	 * @param closeReason why it closes, or {@code null} if it does not
	 * @return the information
	 */
	public static ConnectionInfo of(Connection connection, String transport, boolean exempt, Traffic traffic,
			@Nullable CloseReason closeReason) {
		SSLSession session = connection.sslSession();
		return new ConnectionInfo(connection.id(), connection.worker().name(), connection.process().id(),
				connection.worker().port(), transport, connection.protocol().protocolName(), session != null,
				connection.status(), connection.isEstablished(), exempt, connection.remoteAddress(),
				connection.localAddress(), traffic,
				(connection.attributes().get(Connection.UID) instanceof String uid) ? uid : null,
				connection.principal(), certificate(session), closeReason);
	}

	private static @Nullable X509Certificate certificate(@Nullable SSLSession session) {
		try {
			return (session != null && session.getPeerCertificates()[0] instanceof X509Certificate certificate)
					? certificate : null;
		}
		catch (SSLPeerUnverifiedException ex) {
			return null;
		}
	}

	/**
	 * What was received and sent.
	 *
	 * @param openedAt when the connection was opened
	 * @param lastReceivedAt when something was received last, or the time of opening
	 * @param lastSentAt when the operating system took something last, or the time of
	 * opening
	 * @param receiveQueued the bytes that were received and are no message yet
	 * @param sendQueued the bytes that were accepted and have not left
	 * @param bytesRead the bytes received
	 * @param bytesWritten the bytes that the operating system took
	 */
	public record Traffic(Instant openedAt, Instant lastReceivedAt, Instant lastSentAt, long receiveQueued,
			long sendQueued, long bytesRead, long bytesWritten) {

	}

}
