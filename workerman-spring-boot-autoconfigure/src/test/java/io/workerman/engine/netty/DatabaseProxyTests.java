package io.workerman.engine.netty;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.Worker;
import io.workerman.engine.client.AsyncTcpConnection;
import io.workerman.peer.Postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The database proxy of the manual, in front of a real PostgreSQL server.
 */
class DatabaseProxyTests {

	private static Postgres database;

	@RegisterExtension
	final StartedWorkers workers = new StartedWorkers();

	@BeforeAll
	static void startDatabase() throws Exception {
		database = Postgres.start();
	}

	@AfterAll
	static void stopDatabase() throws Exception {
		if (database != null) {
			database.close();
		}
	}

	private Worker proxy(int port) {
		return this.workers.start(StartedWorkers.tcp().count(2).onConnect((downstream) -> {
			AsyncTcpConnection upstream = AsyncTcpConnection.builder("tcp://127.0.0.1:" + port)
				.connectTimeout(Duration.ofSeconds(5))
				.build();
			upstream.pipe(downstream);
			downstream.pipe(upstream);
			upstream.connect();
		}));
	}

	@Test
	@DisplayName("A-10 A JDBC driver runs real SQL through the proxy, with results of many megabytes")
	void proxyWhenDriverRunsSqlIsTransparent() throws Exception {
		Worker proxy = proxy(database.port());
		try (Connection connection = Postgres.connect(proxy.port());
				Statement statement = connection.createStatement()) {
			statement.execute("create table words (id int primary key, word text)");
			connection.setAutoCommit(false);
			try (PreparedStatement insert = connection.prepareStatement("insert into words values (?, ?)")) {
				for (int i = 0; i < 5000; i++) {
					insert.setInt(1, i);
					insert.setString(2, "word " + i + " " + "x".repeat(i % 2000));
					insert.addBatch();
				}
				insert.executeBatch();
			}
			connection.commit();
			try (ResultSet found = statement.executeQuery("select count(*), sum(length(word)), max(word) from words")) {
				assertThat(found.next()).isTrue();
				assertThat(found.getInt(1)).isEqualTo(5000);
			}
			try (ResultSet large = statement
				.executeQuery("select repeat(md5(g::text), 1000) from generate_series(1, 1000) g")) {
				long total = 0;
				while (large.next()) {
					total += large.getString(1).length();
				}
				assertThat(total).isEqualTo(32_000_000);
			}
			assertThatExceptionOfType(SQLException.class).isThrownBy(() -> statement.execute("select nonsense"))
				.withMessageContaining("nonsense");
		}
		StartedWorkers.await(() -> proxy.connections().isEmpty());
	}

	@Test
	@DisplayName("A-10 The close of a client reaches the database, and that of the database the client")
	void proxyWhenOneSideClosesClosesTheOther() throws Exception {
		Worker proxy = proxy(database.port());
		try (Connection watcher = Postgres.connect(database.port()); Statement watch = watcher.createStatement()) {
			Connection first = Postgres.connect(proxy.port());
			assertThat(others(watch)).isOne();
			first.close();
			StartedWorkers.await(() -> others(watch) == 0);
			try (Connection second = Postgres.connect(proxy.port())) {
				assertThat(others(watch)).isOne();
				watch.execute("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
						+ " and backend_type = 'client backend'");
				StartedWorkers.await(() -> proxy.connections().isEmpty());
				assertThat(second.isValid(5)).isFalse();
			}
		}
	}

	private static int others(Statement watch) throws SQLException {
		try (ResultSet found = watch.executeQuery("select count(*) from pg_stat_activity where pid <> pg_backend_pid()"
				+ " and backend_type = 'client backend'")) {
			found.next();
			return found.getInt(1);
		}
	}

}
