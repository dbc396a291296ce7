package io.workerman.status;

import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

import io.workerman.engine.Statistics;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerProcess;

/**
 * One worker as the endpoint shows it. Its counters are the sums of those of its
 * processes.
 *
 * @param name the name
 * @param address the address, {@code none} if the worker has none
 * @param protocol the name of the protocol, {@code none} if the worker has no address
 * @param state where the worker stands in its life
 * @param count the number of processes
 * @param reloadable whether a reload renews its callbacks and beans
 * @param connections the connections that are open
 * @param totalRequests the messages given to the application
 * @param sendFailures the sends that failed
 * @param timers the timers that run
 * @param exceptions the exceptions thrown by callbacks
 * @param processes the processes
 * @param idle the processes whose loop has answered in time
 * @param busy the processes whose loop has not
 * @param restarts how often its processes were started again
 * @param rejected how often a limit was enforced against a connection
 * @param traffic what has gone through it
 */
public record WorkerStatus(String name, String address, String protocol, Worker.State state, int count,
		boolean reloadable, long connections, long totalRequests, long sendFailures, long timers, long exceptions,
		List<ProcessStatus> processes, long idle, long busy, long restarts, long rejected, TrafficStatus traffic) {

	/**
	 * Look at a worker.
	 * @param worker the worker
	 * @return its status
	 */
	public static WorkerStatus of(Worker worker) {
		return of(worker, LoopProbe.QUICK.unanswered(List.of(worker)));
	}

	/**
	 * The table of its processes that Workerman's {@code status} command prints.
	 * @return the table
	 */
	public String toText() {
		return StatusText.of(this);
	}

	static WorkerStatus of(Worker worker, Set<WorkerProcess> busy) {
		Worker.State state = worker.state();
		List<ProcessStatus> processes = worker.processes()
			.stream()
			.map((process) -> ProcessStatus.of(process, statistics(process, state), busy.contains(process)))
			.toList();
		return new WorkerStatus(worker.name(), worker.address(), worker.protocol(), state, worker.count(),
				worker.options().reloadable(), sum(processes, ProcessStatus::connections),
				sum(processes, ProcessStatus::totalRequests), sum(processes, ProcessStatus::sendFailures),
				sum(processes, ProcessStatus::timers), sum(processes, ProcessStatus::exceptions), processes,
				processes.stream().filter((process) -> !process.busy()).count(),
				processes.stream().filter(ProcessStatus::busy).count(), sum(processes, ProcessStatus::restarts),
				worker.rejections().values().stream().mapToLong(Long::longValue).sum(), TrafficStatus.sum(processes));
	}

	private static Statistics statistics(WorkerProcess process, Worker.State state) {
		return (state == Worker.State.STOPPED) ? Statistics.NONE : process.statistics();
	}

	private static long sum(List<ProcessStatus> processes, ToLongFunction<ProcessStatus> counter) {
		return processes.stream().mapToLong(counter).sum();
	}

}
