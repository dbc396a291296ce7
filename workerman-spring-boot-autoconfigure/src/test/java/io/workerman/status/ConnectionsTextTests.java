package io.workerman.status;

import java.util.Map;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;

import io.workerman.engine.Worker;
import io.workerman.engine.push.WorkermanTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionsText}.
 */
class ConnectionsTextTests {

	@Test
	@DisplayName("X-15: the table of the connections command")
	void textHasOneRowForEachConnection() {
		Worker worker = FakeWorkers.worker("a-very-long-name", "text://0.0.0.0:2347", Worker.State.RUNNING,
				FakeWorkers.IDLE);
		FakeWorkers.connect(worker, 1234567890123L, "::1", 40001);
		FakeWorkers.connect(worker, 7, "192.168.100.200", 40000);
		assertThat(ConnectionPage.of(worker, ConnectionQuery.ALL).toText()).isEqualTo(
				"""
						--------------------------------------------------------------------- WORKERMAN CONNECTION STATUS --------------------------------------------------------------------------------
						PID      Worker          CID       Trans   Protocol        ipv4   ipv6   Recv-Q       Send-Q       Bytes-R      Bytes-W       Status         Local Address          Foreign Address
						0        a-very-long-..  7         tcp     text             1      0     0B           0B           9KB          12.3KB        ESTABLISHED    127.0.0.1:2347         192.168.100.200:40000
						0        a-very-long-..  1234567890123 tcp     text             0      1     0B           0B           9KB          12.3KB        ESTABLISHED    127.0.0.1:2347         [::1]:40001
						""");
	}

	@Test
	void textWhenUidsAreBoundHasAColumnForThem() {
		Worker worker = FakeWorkers.worker("chat", "text://0.0.0.0:2347", Worker.State.RUNNING, FakeWorkers.IDLE);
		BDDMockito.given(FakeWorkers.connect(worker, 7, "192.0.2.7", 40000).attributes())
			.willReturn(Map.of(WorkermanTemplate.UID, "42"));
		FakeWorkers.connect(worker, 8, "192.0.2.8", 40000);
		assertThat(ConnectionPage.of(worker, ConnectionQuery.ALL).toText()).contains("Foreign Address        Uid\n",
				"192.0.2.7:40000        42\n", "192.0.2.8:40000\n");
	}

}
