package io.workerman.engine.netty;

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.Worker;
import io.workerman.engine.WorkerFactory;
import io.workerman.engine.WorkerOptions;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.Workers;
import io.workerman.engine.WorkersOptions;
import io.workerman.engine.client.AsyncTcpConnection;
import io.workerman.engine.client.ClientFactory;
import io.workerman.engine.client.ClientOptions;
import io.workerman.engine.netty.dispatch.CallbackThread;

/**
 * Makes workers, and connections that dial out, that run on Netty.
 */
public final class NettyWorkerFactory implements WorkerFactory, ClientFactory {

	@Override
	public Worker worker(WorkerOptions options) {
		return new NettyWorker(options);
	}

	@Override
	public @Nullable WorkerProcess callingProcess() {
		return CallbackThread.process();
	}

	@Override
	public Workers workers(WorkersOptions options, Collection<Worker> workers) {
		List<NettyWorker> own = workers.stream().map(NettyWorker.class::cast).toList();
		return new NettyWorkers(options, own);
	}

	@Override
	public AsyncTcpConnection client(ClientOptions options) {
		return new DialledConnection(options);
	}

}
