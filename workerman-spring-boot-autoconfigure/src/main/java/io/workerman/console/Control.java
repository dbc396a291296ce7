package io.workerman.console;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import io.workerman.engine.Worker;
import io.workerman.engine.Workers;
import io.workerman.status.ConnectionsText;
import io.workerman.status.StatusSource;
import io.workerman.status.WorkermanStatus;

/**
 * What a running application does when it is told to. An answer begins with a line that
 * says {@code ok} or {@code failed}.
 */
final class Control {

	static final String OK = "ok";

	static final String FAILED = "failed";

	/**
	 * Parts the tables of a status that is shown again and again.
	 */
	static final char FORM_FEED = '\f';

	private static final Duration REFRESH = Duration.ofSeconds(1);

	private static final Duration POLL = Duration.ofMillis(100);

	private final StatusSource status;

	private final Workers workers;

	private final Runnable exit;

	/**
	 * Create a control.
	 * @param status the workers
	 * @param exit ends the application
	 */
	Control(StatusSource status, Runnable exit) {
		this.status = status;
		this.workers = status.workers();
		this.exit = exit;
	}

	void obey(String[] words, PrintStream out) {
		List<String> options = List.of(words).subList(1, words.length);
		switch (words[0]) {
			case "ping" -> answer(out, (this.workers.isRunning()) ? OK : FAILED, "");
			case "status" -> status(out, options.contains("-d"));
			case "connections" -> answer(out, OK, ConnectionsText.ofAll(this.workers.all()));
			case "reload" -> reload(out);
			case "stop" -> stop(out, options.contains("-g"));
			default -> answer(out, FAILED, "unknown command: " + words[0] + "\n");
		}
	}

	private void status(PrintStream out, boolean again) {
		WorkermanStatus status = this.status.read();
		answer(out, OK, (again) ? "" : status.toText());
		long time = System.nanoTime();
		while (again && !out.checkError()) {
			pause(REFRESH);
			WorkermanStatus next = this.status.read();
			long now = System.nanoTime();
			out.append(next.toText(status, Duration.ofNanos(now - time))).append(FORM_FEED);
			status = next;
			time = now;
		}
	}

	private void reload(PrintStream out) {
		try {
			long timeout = this.workers.all().stream().mapToLong(Control::patience).sum();
			this.workers.reload().toCompletableFuture().copy().orTimeout(timeout, TimeUnit.MILLISECONDS).join();
			answer(out, OK, "");
		}
		catch (CompletionException | CancellationException ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			answer(out, FAILED, cause + "\n");
		}
	}

	private static long patience(Worker worker) {
		return worker.options().stopTimeout().toMillis();
	}

	private void stop(PrintStream out, boolean graceful) {
		answer(out, OK, "");
		if (graceful) {
			this.workers.all().forEach(Worker::pauseAccept);
			while (this.workers.all().stream().anyMatch(Control::hasConnections)) {
				pause(POLL);
			}
		}
		this.exit.run();
	}

	private static boolean hasConnections(Worker worker) {
		return worker.connections().iterator().hasNext();
	}

	private static void pause(Duration duration) {
		try {
			Thread.sleep(duration.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static void answer(PrintStream out, String result, String text) {
		out.append(result).append('\n').append(text);
		out.flush();
	}

}
