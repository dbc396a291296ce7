package io.workerman.peer;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.springframework.util.FileSystemUtils;

/**
 * A PostgreSQL server of its own on a free port, if it is installed.
 */
public final class Postgres implements AutoCloseable {

	private static final String USER = "postgres";

	private final Path directory;

	private final int port;

	private final Process process;

	private Postgres(Path directory, int port, Process process) {
		this.directory = directory;
		this.port = port;
		this.process = process;
	}

	/**
	 * Starts it, or skips the test.
	 */
	public static Postgres start() throws Exception {
		Path programs = programs();
		Assumptions.assumeTrue(programs != null, "PostgreSQL is not installed: .ci/run does that");
		Path directory = Files.createTempDirectory("workerman-postgres");
		List<String> user = isRoot() ? List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups")
				: List.of();
		if (isRoot()) {
			run(List.of("chown", USER, directory.toString()));
		}
		String data = directory.resolve("data").toString();
		run(join(user, programs + "/initdb", "-D", data, "-A", "trust", "-U", "test", "--no-sync", "--no-locale"));
		int port;
		try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = free.getLocalPort();
		}
		Process process = builder(join(user, programs + "/postgres", "-D", data, "-h", "127.0.0.1", "-p", "" + port,
				"-k", directory.toString(), "-F"))
			.start();
		Postgres postgres = new Postgres(directory, port, process);
		try {
			Awaitility.await().atMost(Duration.ofSeconds(60)).until(postgres::isUp);
			return postgres;
		}
		catch (RuntimeException ex) {
			postgres.close();
			throw ex;
		}
	}

	private static Path programs() throws IOException {
		List<Path> candidates = new ArrayList<>(
				Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(Path::of).toList());
		Path debian = Path.of("/usr/lib/postgresql");
		if (Files.isDirectory(debian)) {
			try (Stream<Path> versions = Files.list(debian)) {
				versions.map((version) -> version.resolve("bin")).forEach(candidates::add);
			}
		}
		return candidates.stream()
			.filter((directory) -> Files.isExecutable(directory.resolve("initdb"))
					&& Files.isExecutable(directory.resolve("postgres")))
			.findFirst()
			.orElse(null);
	}

	private static boolean isRoot() {
		return "root".equals(System.getProperty("user.name"));
	}

	private static List<String> join(List<String> first, String... rest) {
		List<String> joined = new ArrayList<>(first);
		joined.addAll(List.of(rest));
		return joined;
	}

	private static ProcessBuilder builder(List<String> command) {
		return new ProcessBuilder(command).directory(new File("/"))
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD);
	}

	private static void run(List<String> command) throws Exception {
		Process process = builder(command).start();
		if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
			throw new IllegalStateException(String.join(" ", command) + " failed");
		}
	}

	public int port() {
		return this.port;
	}

	private boolean isUp() {
		try (Connection connection = connect(this.port)) {
			return connection.isValid(5);
		}
		catch (SQLException ex) {
			return false;
		}
	}

	/**
	 * Connects to this server, or to whatever stands in front of it.
	 */
	public static Connection connect(int port) throws SQLException {
		return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres?sslmode=disable", "test",
				"");
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			this.process.onExit().get(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException | ExecutionException | TimeoutException ex) {
			this.process.destroyForcibly().onExit().join();
		}
		try {
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
