package io.workerman.status;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

import io.workerman.engine.Connection;
import io.workerman.engine.Worker;

/**
 * The table that Workerman's {@code connections} command prints.
 */
public final class ConnectionsText {

	private ConnectionsText() {
	}

	/**
	 * The table of the connections of workers, sorted by worker and id.
	 * @param workers the workers
	 * @return the table
	 */
	public static String ofAll(Collection<Worker> workers) {
		return of(workers.stream()
			.flatMap((worker) -> worker.connections()
				.stream()
				.sorted(Comparator.comparingLong(Connection::id))
				.map(ConnectionStatus::of))
			.toList());
	}

	static String of(List<ConnectionStatus> connections) {
		boolean uids = connections.stream().anyMatch((connection) -> !connection.uid().isEmpty());
		TextTable table = new TextTable(9, 16, 10, 8, 16, 7, 7, 13, 13, 13, 14, 15, 23, (uids) ? 23 : 0, 0);
		table.title(" WORKERMAN CONNECTION STATUS ", 69, 80);
		table.row("PID", "Worker", "CID", "Trans", "Protocol", "ipv4", "ipv6", "Recv-Q", "Send-Q", "Bytes-R", "Bytes-W",
				"Status", "Local Address", "Foreign Address", (uids) ? "Uid" : "");
		connections.forEach((connection) -> row(table, connection));
		return table.toString();
	}

	private static void row(TextTable table, ConnectionStatus connection) {
		table.row(connection.process(), cut(connection.worker(), 14), connection.id(), connection.transport(),
				cut(connection.protocol(), 15), flag(connection.ipv4()), flag(connection.ipv6()),
				HumanSize.of(connection.recvQueue()), HumanSize.of(connection.sendQueue()),
				HumanSize.of(connection.bytesRead()), HumanSize.of(connection.bytesWritten()), connection.status(),
				connection.localAddress(), connection.remoteAddress(), connection.uid());
	}

	private static String cut(String name, int width) {
		return (name.length() > width) ? name.substring(0, width - 2) + ".." : name;
	}

	private static String flag(boolean set) {
		return set ? " 1" : " 0";
	}

}
