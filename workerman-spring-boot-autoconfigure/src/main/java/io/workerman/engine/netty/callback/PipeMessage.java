package io.workerman.engine.netty.callback;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.Callbacks;
import io.workerman.engine.WorkerProcess;

/**
 * A message from one process to others.
 *
 * @param source who has sent it, or {@code null} if that was no process
 * @param message the message
 */
public record PipeMessage(@Nullable WorkerProcess source, Object message) {

	/**
	 * Make sure that a process may get the message.
	 * @param target the process
	 * @param callbacks its callbacks
	 * @throws IllegalArgumentException if it is the one that sends
	 * @throws IllegalStateException if nobody listens
	 */
	public void check(WorkerProcess target, Callbacks callbacks) {
		if (target == this.source) {
			throw new IllegalArgumentException(
					"targetId: %d (expected: another process than the calling one)".formatted(target.id()));
		}
		if (callbacks.pipeMessage().isEmpty()) {
			throw new IllegalStateException(
					"Worker '%s' has no @OnPipeMessage method, or has not started".formatted(target.worker().name()));
		}
	}

	/**
	 * What to call on the process that gets the message.
	 * @param callbacks its callbacks
	 * @return the calls
	 */
	public List<Callbacks.OnProcess> calls(Callbacks callbacks) {
		return callbacks.pipeMessage().stream().map(this::call).toList();
	}

	private Callbacks.OnProcess call(Callbacks.OnPipeMessage callback) {
		return (process) -> callback.call(process, this.source, this.message);
	}

}
