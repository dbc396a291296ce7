package io.workerman.status;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;

import org.mockito.BDDMockito;
import org.mockito.Mockito;

import io.workerman.engine.Connection;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.Statistics;
import io.workerman.engine.Transport;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerOptions;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.Workers;

import static org.mockito.ArgumentMatchers.any;

/**
 * Workers that open no socket.
 */
public final class FakeWorkers {

	/**
	 * A loop that answers.
	 */
	public static final Executor IDLE = Runnable::run;

	/**
	 * A loop that never answers.
	 */
	public static final Executor BLOCKED = (task) -> {
	};

	/**
	 * No loop at all.
	 */
	public static final Executor STOPPED = (task) -> {
		throw new RejectedExecutionException();
	};

	private FakeWorkers() {
	}

	/**
	 * Bring workers together.
	 * @param workers the workers
	 * @return all workers, running since the first of January 2026
	 */
	public static Workers of(Worker... workers) {
		Workers all = Mockito.mock(Workers.class);
		BDDMockito.given(all.all()).willReturn(List.of(workers));
		BDDMockito.given(all.find(any())).willCallRealMethod();
		BDDMockito.given(all.isRunning()).willReturn(true);
		BDDMockito.given(all.startedAt()).willReturn(Instant.parse("2026-01-01T00:00:00Z"));
		BDDMockito.given(all.transport()).willReturn(Transport.IO_URING);
		return all;
	}

	/**
	 * Make a worker.
	 * @param name its name
	 * @param address its address
	 * @param state its state
	 * @param loops its loops
	 * @return the worker
	 */
	public static Worker worker(String name, String address, Worker.State state, Executor... loops) {
		Worker worker = Mockito.mock(Worker.class);
		WorkerOptions options = options(address);
		BDDMockito.given(worker.name()).willReturn(name);
		BDDMockito.given(worker.address()).willReturn((address != null) ? address : "none");
		BDDMockito.given(worker.protocol())
			.willReturn((address != null) ? address.substring(0, address.indexOf(':')) : "none");
		BDDMockito.given(worker.state()).willReturn(state);
		BDDMockito.given(worker.count()).willReturn(loops.length);
		BDDMockito.given(worker.options()).willReturn(options);
		BDDMockito.given(worker.connections()).willReturn(new ArrayList<>());
		List<WorkerProcess> processes = IntStream.range(0, loops.length)
			.mapToObj((id) -> process(worker, name, id, loops[id]))
			.toList();
		BDDMockito.given(worker.processes()).willReturn(processes);
		return worker;
	}

	private static WorkerOptions options(String address) {
		WorkerOptions options = Mockito.mock(WorkerOptions.class);
		BDDMockito.given(options.address()).willReturn(address);
		BDDMockito.given(options.autoStart()).willReturn(true);
		BDDMockito.given(options.reloadable()).willReturn(true);
		BDDMockito.given(options.stopTimeout()).willReturn(Duration.ofSeconds(5));
		return options;
	}

	private static WorkerProcess process(Worker worker, String name, int id, Executor loop) {
		WorkerProcess process = Mockito.mock(WorkerProcess.class);
		BDDMockito.given(process.id()).willReturn(id);
		BDDMockito.given(process.worker()).willReturn(worker);
		BDDMockito.given(process.host()).willReturn(process);
		BDDMockito.given(process.threadName()).willReturn("workerman-" + name + "-" + id);
		BDDMockito.given(process.statistics())
			.willReturn(new Statistics(2, 5, 1, 1, 1, 128, 130, 4096, 8192, 3, 1, 4, 0, 64, 528, 0));
		BDDMockito.willAnswer((call) -> {
			loop.execute(call.getArgument(0));
			return null;
		}).given(process).execute(any());
		return process;
	}

	/**
	 * Open a connection.
	 * @param worker the worker to which it belongs
	 * @param id its id
	 * @param host the IP address of the peer
	 * @param port the port of the peer
	 * @return the connection
	 */
	public static Connection connect(Worker worker, long id, String host, int port) {
		Connection connection = Mockito.mock(Connection.class);
		ConnectionProtocol protocol = Mockito.mock(ConnectionProtocol.class);
		WorkerProcess process = worker.processes().get(0);
		BDDMockito.given(protocol.protocolName()).willReturn("text");
		BDDMockito.given(connection.id()).willReturn(id);
		BDDMockito.given(connection.worker()).willReturn(worker);
		BDDMockito.given(connection.process()).willReturn(process);
		BDDMockito.given(connection.protocol()).willReturn(protocol);
		BDDMockito.given(connection.status()).willReturn(Connection.Status.ESTABLISHED);
		BDDMockito.given(connection.remoteAddress()).willReturn(address(host, port));
		BDDMockito.given(connection.remoteIp()).willReturn(host);
		BDDMockito.given(connection.remotePort()).willReturn(port);
		BDDMockito.given(connection.localAddress()).willReturn(address("127.0.0.1", 2347));
		BDDMockito.given(connection.localIp()).willReturn("127.0.0.1");
		BDDMockito.given(connection.localPort()).willReturn(2347);
		BDDMockito.given(connection.bytesRead()).willReturn(9216L);
		BDDMockito.given(connection.bytesWritten()).willReturn(12595L);
		BDDMockito.given(connection.openedAt()).willReturn(Instant.parse("2026-01-01T12:00:00Z"));
		BDDMockito.given(worker.connection(id)).willReturn(connection);
		worker.connections().add(connection);
		return connection;
	}

	private static InetSocketAddress address(String host, int port) {
		try {
			return new InetSocketAddress(InetAddress.getAllByName(host)[0], port);
		}
		catch (UnknownHostException ex) {
			throw new IllegalArgumentException("'" + host + "' must be an IP address", ex);
		}
	}

}
