package io.workerman.status;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.workerman.engine.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StatusText}.
 */
class StatusTextTests {

	private final Worker telnet = FakeWorkers.worker("telnet", "text://0.0.0.0:2347", Worker.State.RUNNING,
			FakeWorkers.IDLE, FakeWorkers.BLOCKED);

	private final Worker jobs = FakeWorkers.worker("background-jobs", null, Worker.State.STOPPED, FakeWorkers.STOPPED);

	private final WorkerStatus telnetStatus = WorkerStatus.of(this.telnet, Set.of(this.telnet.processes().get(1)));

	@Test
	@DisplayName("X-10, X-11, X-13: the tables of the status command")
	void textWhenAllWorkersHasBothTables() {
		LocalDateTime start = LocalDateTime.of(2026, 1, 1, 12, 30);
		WorkermanStatus status = new WorkermanStatus("1.2.3", 1, start.atZone(ZoneId.systemDefault()).toInstant(),
				(26 * 60 + 5) * 60, List.of(0.5, 1.0, 2.25), "epoll",
				List.of(this.telnetStatus, WorkerStatus.of(this.jobs, Set.of())), List.of(), null, null);
		assertThat(StatusText.of(status)).isEqualTo(
				"""
						----------------------------------------------GLOBAL STATUS----------------------------------------------------
						Workerman version:1.2.3          Java version:%s
						start time:2026-01-01 12:30:00   run 1 days 2 hours
						load average: 0.5, 1.0, 2.25     event-loop:epoll
						2 workers       3 processes
						worker_name     exit_status      exit_count
						telnet          0                0
						background-jobs 0                0
						----------------------------------------------PROCESS STATUS---------------------------------------------------
						pid     memory  listening           worker_name     connections total_request send_fail timers  status
						0       528B    text://0.0.0.0:2347 telnet          2           128           3         1       [idle]
						1       N/A     text://0.0.0.0:2347 telnet          N/A         N/A           N/A       N/A     [busy]
						0       0B      none                background-jobs 0           0             0         0       [idle]
						----------------------------------------------PROCESS STATUS---------------------------------------------------
						Summary 1KB     -                   -               4           256           6         2       [Summary]
						"""
					.formatted(System.getProperty("java.version")));
	}

	@Test
	void textWhenClientsAreKnownCountsThem() {
		assertThat(text(new ClusterStatus(3, true, 42, 7)))
			.contains("1 workers       2 processes\n3 nodes       42 uids       7 groups\nworker_name");
		assertThat(text(new ClusterStatus(1, false, 0, 0)))
			.contains("\n1 nodes (others out of reach)       0 uids       0 groups\n");
		assertThat(text(new ClusterStatus(1, true, 0, 0))).doesNotContain("nodes", "uids");
	}

	private String text(ClusterStatus cluster) {
		return new WorkermanStatus("1.2.3", 1, Instant.EPOCH, 0, List.of(0.0, 0.0, 0.0), "nio",
				List.of(this.telnetStatus), List.of(), null, cluster)
			.toText();
	}

	@Test
	void textWhenOneWorkerHasItsProcessesOnly() {
		assertThat(StatusText.of(this.telnetStatus)).doesNotContain("GLOBAL STATUS")
			.contains("telnet")
			.doesNotContain("background-jobs");
	}

}
