package io.workerman.engine.netty.admission;

import java.util.List;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.workerman.engine.Worker;
import io.workerman.engine.WorkerOptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The limit of open files.
 */
class OpenFilesTests {

	private static WorkerOptions worker(String name, int connections) {
		return Worker.builder(name).maxConnections(connections).options();
	}

	@Test
	@DisplayName("N-08 a limit of open files below the connections is named with numbers, property and cure")
	void shortageWhenLimitIsLow() {
		List<WorkerOptions> workers = List.of(worker("chat", 700), worker("api", 400), worker("free", 0));
		assertThat(OpenFiles.shortage(1024, workers))
			.isEqualTo("The limit of open files is 1024, but max-connections asks for 1100 connections "
					+ "(chat 700, api 400): raise the limit with 'ulimit -Hn' in the shell or LimitNOFILE= in the "
					+ "systemd unit, or lower max-connections");
	}

	@Test
	@DisplayName("N-08 a limit that is high enough, or unknown, is no matter")
	void shortageWhenLimitIsHigh() {
		assertThat(OpenFiles.shortage(1024, List.of(worker("chat", 1000)))).isNull();
		assertThat(OpenFiles.shortage(10, List.of(worker("free", 0)))).isNull();
		assertThat(OpenFiles.shortage(Long.MAX_VALUE, List.of(worker("chat", Integer.MAX_VALUE)))).isNull();
		assertThat(OpenFiles.limit()).isPositive();
	}

}
