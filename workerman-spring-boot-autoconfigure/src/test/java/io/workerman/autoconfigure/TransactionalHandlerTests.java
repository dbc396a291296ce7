package io.workerman.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.system.JavaVersion;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;

import io.workerman.annotation.OnError;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.Connection;
import io.workerman.engine.DispatchOptions;
import io.workerman.engine.DispatchOptions.Mode;
import io.workerman.peer.Application;
import io.workerman.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Handlers that block as servlets do: in transactions, on JDBC and on locks.
 */
class TransactionalHandlerTests {

	private static final int CLIENTS = 20;

	@ParameterizedTest
	@EnumSource(value = DispatchOptions.Mode.class, names = "EVENT_LOOP", mode = EnumSource.Mode.EXCLUDE)
	@DisplayName("W-68 Off the event loop handlers use JDBC, @Transactional and locks; what throws is rolled back")
	void handlerWhenOffTheLoopRunsInTransactions(Mode mode) {
		assumeThat(mode == Mode.EXECUTOR || JavaVersion.getJavaVersion().isEqualOrNewerThan(JavaVersion.TWENTY_ONE))
			.as("virtual threads need Java 21")
			.isTrue();
		List<String> properties = List.of("workerman.listeners.it.address=text://127.0.0.1:0",
				"workerman.listeners.it.dispatch=" + mode, "workerman.listeners.it.count=2",
				"spring.datasource.url=jdbc:h2:mem:" + mode, "spring.datasource.hikari.maximum-pool-size=4");
		List<Peer> clients = new ArrayList<>();
		try (Application application = Application.run(properties, Ledger.class, Database.class)) {
			JdbcTemplate jdbc = application.bean(JdbcTemplate.class);
			jdbc.execute("create table entry (client varchar(20), number int)");
			for (int i = 0; i < CLIENTS; i++) {
				clients.add(application.connect());
			}
			for (int number = 0; number < 10; number++) {
				for (int i = 0; i < CLIENTS; i++) {
					clients.get(i).send("c" + i + " " + number + "\n");
				}
			}
			for (Peer client : clients) {
				for (int number = 0; number < 10; number++) {
					assertThat(client.line()).isEqualTo((number == 7) ? "rolled back" : "booked " + number);
				}
			}
			assertThat(jdbc.queryForList("select number from entry where client = 'c3'", Integer.class))
				.containsExactly(0, 1, 2, 3, 4, 5, 6, 8, 9);
			assertThat(jdbc.queryForObject("select count(*) from entry", Integer.class)).isEqualTo(CLIENTS * 9);
		}
		finally {
			clients.forEach(Peer::close);
		}
	}

	@ImportAutoConfiguration({ DataSourceAutoConfiguration.class, DataSourceTransactionManagerAutoConfiguration.class,
			JdbcTemplateAutoConfiguration.class, TransactionAutoConfiguration.class,
			TaskExecutionAutoConfiguration.class })
	static class Database {

	}

	@WorkerHandler
	static class Ledger {

		private final JdbcTemplate jdbc;

		private final Lock lock = new ReentrantLock();

		Ledger(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@OnMessage
		@Transactional
		String book(String line) {
			String[] entry = line.split(" ");
			this.lock.lock();
			try {
				this.jdbc.update("insert into entry values (?, ?)", entry[0], Integer.valueOf(entry[1]));
			}
			finally {
				this.lock.unlock();
			}
			if (entry[1].equals("7")) {
				throw new IllegalStateException("seven");
			}
			return "booked " + entry[1];
		}

		@OnError
		void failed(Connection connection, IllegalStateException failure) {
			connection.send("rolled back");
		}

	}

}
