package io.workerman.engine.netty;

import java.util.concurrent.atomic.LongAdder;

import io.workerman.engine.CloseReason;
import io.workerman.engine.Statistics;
import io.workerman.engine.netty.flow.Counter;

/**
 * What one process has done. Only the process itself counts, but for the sends that other
 * threads see fail.
 */
final class ProcessCounters {

	final Counter opened = new Counter();

	final Counter messagesReceived = new Counter();

	final Counter messagesSent = new Counter();

	final Counter bytesReceived = new Counter();

	final Counter bytesSent = new Counter();

	final LongAdder sendFailures = new LongAdder();

	final LongAdder exceptions = new LongAdder();

	/**
	 * The messages given to the application on other threads than the process.
	 */
	final LongAdder messagesHandedOff = new LongAdder();

	/**
	 * How often the process was blocked.
	 */
	final LongAdder blocked = new LongAdder();

	final Counter restarts = new Counter();

	private final Counter closedByClient = new Counter();

	private final Counter closedByServer = new Counter();

	private final Counter closedByNetwork = new Counter();

	void closed(CloseReason.Initiator initiator) {
		Counter counter = switch (initiator) {
			case CLIENT -> this.closedByClient;
			case SERVER -> this.closedByServer;
			case NETWORK -> this.closedByNetwork;
		};
		counter.add(1);
	}

	/**
	 * A datagram was sent, perhaps by another thread.
	 */
	synchronized void datagramSent(int bytes) {
		this.messagesSent.add(1);
		this.bytesSent.add(bytes);
	}

	/**
	 * The messages given to the application.
	 */
	long messages() {
		return this.messagesReceived.get() + this.messagesHandedOff.sum();
	}

	Statistics read(NettyProcess process) {
		long connections = 0;
		long sending = 0;
		long memory = 0;
		long timers = process.timers().persistent();
		for (StreamConnection connection : process.open().values()) {
			connections++;
			sending += connection.sendBufferSize();
			memory += connection.receiveBufferSize();
			timers += connection.persistentTimers();
		}
		return new Statistics(connections, this.opened.get(), this.closedByClient.get(), this.closedByServer.get(),
				this.closedByNetwork.get(), messages(), this.messagesSent.get(), this.bytesReceived.get(),
				this.bytesSent.get(), this.sendFailures.sum(), timers, this.exceptions.sum(), this.restarts.get(),
				sending, sending + memory, this.blocked.sum());
	}

}
