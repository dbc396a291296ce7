package io.workerman.console;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;

/**
 * An application in a JVM of its own that never returns from a message when it is told to
 * block.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(BusyApplication.Handler.class)
public class BusyApplication {

	private static final String READY = "ready on ports ";

	public static void main(String[] arguments) {
		Environment environment = SpringApplication.run(BusyApplication.class, arguments).getEnvironment();
		System.out.println(READY + environment.getProperty("local.workerman.telnet.port") + " "
				+ environment.getProperty("local.server.port"));
	}

	/**
	 * Run it in a JVM of its own.
	 * @param directory where it runs
	 * @param output the file there that takes its output
	 * @param classPath goes before the class path of the tests, or is empty
	 * @param arguments its arguments
	 */
	static Process launch(Path directory, String output, String classPath, String... arguments) throws IOException {
		String tests = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		List<String> command = new ArrayList<>(List.of(
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
				"-XX:TieredStopAtLevel=1", "-cp", classPath.isEmpty() ? tests : classPath + File.pathSeparator + tests,
				BusyApplication.class.getName()));
		command.addAll(List.of(arguments));
		return new ProcessBuilder(command).directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve(output).toFile())
			.start();
	}

	/**
	 * Wait until it has started.
	 * @return the ports of the listener and of the web server
	 */
	static String[] awaitReady(Path log) {
		return Awaitility.await()
			.atMost(Duration.ofMinutes(2))
			.until(() -> Files.readAllLines(log)
				.stream()
				.filter((line) -> line.startsWith(READY))
				.findFirst()
				.orElse(""), (line) -> !line.isEmpty())
			.substring(READY.length())
			.split(" ");
	}

	@WorkerHandler("telnet")
	static class Handler {

		@OnMessage
		String message(String message) throws InterruptedException {
			if (message.equals("block")) {
				new CountDownLatch(1).await();
			}
			return message.equals("who") ? getClass().getClassLoader().toString() : message;
		}

	}

}
