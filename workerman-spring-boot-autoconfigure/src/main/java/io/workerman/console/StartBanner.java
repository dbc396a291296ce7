package io.workerman.console;

import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationListener;

import io.workerman.engine.Worker;
import io.workerman.engine.Workers;
import io.workerman.status.TextTable;
import io.workerman.status.WorkermanVersion;

/**
 * The table of workers that Workerman prints when it has started, where Spring Boot
 * prints its banner.
 */
public final class StartBanner implements ApplicationListener<ApplicationStartedEvent> {

	private static final Logger logger = LoggerFactory.getLogger(StartBanner.class);

	private final Workers workers;

	private final Banner.Mode mode;

	private final PrintStream console;

	/**
	 * Create a banner.
	 * @param workers the workers
	 * @param mode where to print it
	 * @param console what takes it if it is not logged
	 */
	public StartBanner(Workers workers, Banner.Mode mode, PrintStream console) {
		this.workers = workers;
		this.mode = mode;
		this.console = console;
	}

	@Override
	public void onApplicationEvent(ApplicationStartedEvent event) {
		Collection<Worker> all = this.workers.all();
		if (all.isEmpty() || !this.workers.isRunning()) {
			return;
		}
		if (this.mode == Banner.Mode.CONSOLE) {
			this.console.print(text(all));
			this.console.flush();
		}
		else if (this.mode == Banner.Mode.LOG) {
			logger.info("Workers have started\n{}", text(all));
		}
	}

	static String text(Collection<Worker> workers) {
		String user = System.getProperty("user.name", "");
		TextTable table = new TextTable(TextTable.width("user", List.of(user)) + 2,
				TextTable.width("worker", workers.stream().map(Worker::name).toList()) + 2,
				TextTable.width("listen", workers.stream().map(Worker::address).toList()) + 2, 12, 0);
		table.title(" WORKERMAN ", 33, 35);
		table.row("Workerman version:" + WorkermanVersion.VERSION + "   Java version:"
				+ System.getProperty("java.version"));
		table.title(" WORKERS ", 34, 36);
		table.row("user", "worker", "listen", "processes", "status");
		workers.forEach((worker) -> table.row(user, worker.name(), worker.address(), processes(worker),
				"[" + status(worker) + "]"));
		table.title("", 39, 40);
		table.row("Press Ctrl-C to quit. Start success.");
		return table.toString();
	}

	private static Object processes(Worker worker) {
		Worker host = worker.processes().get(0).host().worker();
		return (host != worker) ? "of " + host.name() : worker.count();
	}

	private static String status(Worker worker) {
		return (worker.state() == Worker.State.RUNNING) ? "OK" : worker.state().name().toLowerCase(Locale.ROOT);
	}

}
