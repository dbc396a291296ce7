package io.workerman.invocation;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.workerman.annotation.OnMessage;
import io.workerman.annotation.OnPipeMessage;
import io.workerman.annotation.OnTask;
import io.workerman.annotation.WorkerHandler;
import io.workerman.annotation.WorkerScope;
import io.workerman.autoconfigure.task.WorkermanTaskAutoConfiguration;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.task.Task;
import io.workerman.engine.task.TaskWorkers;
import io.workerman.peer.Application;
import io.workerman.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for methods that hear of messages of other processes.
 */
class PipeMessageMethodsTests {

	private static final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

	private static String next() throws InterruptedException {
		return String.valueOf(heard.poll(20, TimeUnit.SECONDS));
	}

	@Test
	@DisplayName("S-45 the handler of another process gets the message by its type, also of a task worker")
	void handlerOfAnotherProcessGetsTheMessageByItsType() throws Exception {
		try (Application application = Application.run(
				List.of("workerman.listeners.it.address=text://127.0.0.1:0", "workerman.listeners.it.count=2"),
				Each.class, Tasks.class, WorkermanTaskAutoConfiguration.class);
				Peer client = application.connect("it")) {
			client.send("hello\n");
			assertThat(client.line()).isEqualTo("sent by 0");
			assertThat(List.of(next(), next())).containsExactlyInAnyOrder("1 got hello of 0", "1 got something of 0");
			application.bean(Worker.class).sendToProcesses(7L);
			assertThat(List.of(next(), next())).containsExactlyInAnyOrder("0 got something of -1 in the same handler",
					"1 got something of -1");
			client.send("task\n");
			assertThat(client.line()).isEqualTo("sent by 0");
			assertThat(List.of(next(), next())).containsExactlyInAnyOrder("0 got done of -1",
					"0 got something of -1 in the same handler");
		}
	}

	@Test
	void methodWithTwoMessagesStopsTheStart() {
		assertThat(catchThrowable(() -> Application.run("text://127.0.0.1:0", Wrong.class).close()))
			.hasStackTraceContaining("beside another message");
	}

	@WorkerHandler
	@WorkerScope
	static class Each {

		private final TaskWorkers tasks;

		private String spoken = "";

		Each(TaskWorkers tasks) {
			this.tasks = tasks;
		}

		@OnMessage
		String say(WorkerProcess process, String message) {
			this.spoken = " in the same handler";
			if (message.equals("task")) {
				this.tasks.submit(message);
			}
			else {
				process.send(1 - process.id(), message);
			}
			return "sent by " + process.id();
		}

		@OnPipeMessage
		void text(WorkerProcess process, int source, String message) {
			heard.add(process.id() + " got " + message + " of " + source);
		}

		@OnPipeMessage
		void any(int source, WorkerProcess process) {
			heard.add(process.id() + " got something of " + source + this.spoken);
		}

	}

	static class Tasks {

		@OnTask
		void tell(String data, Task task) {
			WorkerProcess process = Objects.requireNonNull(task.process());
			process.send(process.id(), data.equals("task") ? "done" : data);
		}

	}

	@WorkerHandler
	static class Wrong {

		@OnPipeMessage
		void two(String one, Long two) {
		}

	}

}
