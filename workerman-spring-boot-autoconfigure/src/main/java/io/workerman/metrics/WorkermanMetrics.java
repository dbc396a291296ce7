package io.workerman.metrics;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.netty4.NettyAllocatorMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyMeters;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;

import io.workerman.engine.CloseReason;
import io.workerman.engine.Statistics;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.Workers;

/**
 * {@link MeterBinder} for workers. The meters read the counters that the processes keep
 * anyway, so that no message pays for them.
 */
public class WorkermanMetrics implements MeterBinder {

	private final Workers workers;

	/**
	 * Create a binder.
	 * @param workers the workers to measure
	 */
	public WorkermanMetrics(Workers workers) {
		this.workers = workers;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Map<Worker, Timer> lags = new ConcurrentHashMap<>();
		for (Worker worker : this.workers.all()) {
			WorkerMeters meters = new WorkerMeters(registry, worker);
			meters.register();
			if (worker.processes().stream().allMatch((process) -> process.host() == process)) {
				lags.put(worker, meters.lag());
				worker.processes().forEach((process) -> pendingTasks(registry, process));
			}
		}
		this.workers.watchLoops((process, lag) -> {
			Timer timer = lags.get(process.worker());
			if (timer != null) {
				timer.record(lag);
			}
		});
		if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider allocator) {
			new NettyAllocatorMetrics(allocator).bindTo(registry);
		}
	}

	/**
	 * The meter of Micrometer's own binder, which cannot follow a worker that is started
	 * again on new loops.
	 */
	private void pendingTasks(MeterRegistry registry, WorkerProcess process) {
		Gauge
			.builder(NettyMeters.EVENT_EXECUTOR_TASKS_PENDING.getName(), process,
					(asked) -> this.workers.pendingTasks(asked))
			.description("Tasks that wait for an event loop")
			.tag("name", process.threadName())
			.register(registry);
	}

	private record WorkerMeters(MeterRegistry registry, Worker worker, Tags tags) {

		WorkerMeters(MeterRegistry registry, Worker worker) {
			this(registry, worker, Tags.of("worker", worker.name(), "protocol", worker.protocol()));
		}

		void register() {
			connections();
			traffic();
			gauge("timers.active", Statistics::timers).description("Timers that run again and again")
				.register(this.registry);
			counter("eventloop.blocked", Statistics::blocked).description("Times that an event loop was blocked")
				.register(this.registry);
			counter("restarts", Statistics::restarts).description("Times that a process began anew")
				.register(this.registry);
			counter("errors", Statistics::exceptions).description("Exceptions thrown by callbacks")
				.tag("stage", "callback")
				.register(this.registry);
		}

		Timer lag() {
			return Timer.builder("workerman.eventloop.lag")
				.description("Time that event loops take to answer")
				.tags(this.tags)
				.register(this.registry);
		}

		private void connections() {
			gauge("connections.active", Statistics::connections).description("Connections that are open")
				.register(this.registry);
			counter("connections.opened", Statistics::opened).description("Connections opened").register(this.registry);
			closed(CloseReason.Initiator.CLIENT, Statistics::closedByClient);
			closed(CloseReason.Initiator.SERVER, Statistics::closedByServer);
			closed(CloseReason.Initiator.NETWORK, Statistics::closedByNetwork);
			this.worker.rejections().keySet().forEach(this::rejected);
		}

		private void closed(CloseReason.Initiator initiator, ToLongFunction<Statistics> count) {
			counter("connections.closed", count).description("Connections closed, by who ended them")
				.tag("initiator", initiator.name().toLowerCase(Locale.ROOT))
				.register(this.registry);
		}

		private void rejected(String reason) {
			FunctionCounter
				.builder("workerman.connections.rejected", this.worker,
						(worker) -> worker.rejections().getOrDefault(reason, 0L))
				.description("Connections refused, closed or slowed down by a limit, by reason")
				.tags(this.tags)
				.tag("reason", reason)
				.register(this.registry);
		}

		private void traffic() {
			counter("messages.received", Statistics::messagesReceived).description("Messages given to the application")
				.register(this.registry);
			counter("messages.sent", Statistics::messagesSent).description("Messages accepted for sending")
				.register(this.registry);
			counter("bytes.received", Statistics::bytesReceived).description("Bytes received")
				.baseUnit(BaseUnits.BYTES)
				.register(this.registry);
			counter("bytes.sent", Statistics::bytesSent).description("Bytes that the operating system took")
				.baseUnit(BaseUnits.BYTES)
				.register(this.registry);
			counter("send.failures", Statistics::sendFailures).description("Sends that failed on open connections")
				.register(this.registry);
			gauge("send.pending", Statistics::sendPending).description("Bytes that wait in send buffers")
				.baseUnit(BaseUnits.BYTES)
				.register(this.registry);
		}

		private Gauge.Builder<Worker> gauge(String name, ToLongFunction<Statistics> value) {
			return Gauge.builder("workerman." + name, this.worker, (worker) -> value.applyAsLong(worker.statistics()))
				.tags(this.tags);
		}

		private FunctionCounter.Builder<Worker> counter(String name, ToLongFunction<Statistics> count) {
			return FunctionCounter
				.builder("workerman." + name, this.worker, (worker) -> count.applyAsLong(worker.statistics()))
				.tags(this.tags);
		}

	}

}
