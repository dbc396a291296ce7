package io.workerman.autoconfigure;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.Worker;
import io.workerman.peer.Application;
import io.workerman.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the watchdog of event loops.
 */
@ExtendWith(OutputCaptureExtension.class)
class BlockedLoopTests {

	private static final String ADDRESS = "workerman.listeners.it.address=text://127.0.0.1:0";

	@Test
	@DisplayName("W-68 A blocked loop is logged once, with the callback and its stack, and counted")
	void blockedLoopIsLoggedOnce(CapturedOutput output) {
		try (Application application = Application.run(List.of(ADDRESS, "workerman.blocked-loop-threshold=500ms"),
				Sleeper.class); Peer peer = application.connect()) {
			Sleeper sleeper = application.bean(Sleeper.class);
			Worker worker = application.bean(Worker.class);
			peer.send("sleep\n");
			Awaitility.await().until(() -> worker.statistics().blocked() == 1);
			Awaitility.await().until(() -> output.getOut().contains("has been blocked for"));
			Awaitility.await().during(700, TimeUnit.MILLISECONDS).until(() -> worker.statistics().blocked() == 1);
			sleeper.gate.countDown();
			assertThat(peer.line()).isEqualTo("slept");
			Awaitility.await().until(() -> output.getOut().contains("is free again"));
			assertThat(output.getOut()).containsOnlyOnce("has been blocked for")
				.containsOnlyOnce("is free again, after ")
				.containsPattern("Worker 'it': process 0 has been blocked for \\d+ ms by "
						+ "io.workerman.autoconfigure.BlockedLoopTests\\$Sleeper.sleep, and all its connections wait, and so do new clients."
						+ " Set 'dispatch' of the listener to virtual or executor, or put @Blocking on the method")
				.contains("Stack of the thread workerman-it-0")
				.contains("BlockedLoopTests$Sleeper.sleep(BlockedLoopTests.java:");
			assertThat(worker.statistics().blocked()).isEqualTo(1);
		}
	}

	@Test
	void watchdogIsOffWithThresholdZero() {
		try (Application application = Application.run(List.of(ADDRESS, "workerman.blocked-loop-threshold=0"),
				Sleeper.class); Peer peer = application.connect()) {
			application.bean(Sleeper.class).gate.countDown();
			assertThat(peer.send("sleep\n").line()).isEqualTo("slept");
			Awaitility.await("the end of the watchdogs of other workers")
				.until(() -> Thread.getAllStackTraces()
					.keySet()
					.stream()
					.noneMatch((thread) -> thread.getName().equals("workerman-watchdog")));
		}
	}

	@WorkerHandler("it")
	static class Sleeper {

		private final CountDownLatch gate = new CountDownLatch(1);

		@OnMessage
		String sleep() throws InterruptedException {
			assertThat(this.gate.await(20, TimeUnit.SECONDS)).isTrue();
			return "slept";
		}

	}

}
