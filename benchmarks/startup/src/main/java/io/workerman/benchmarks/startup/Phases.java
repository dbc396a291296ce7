package io.workerman.benchmarks.startup;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.metrics.buffering.BufferingApplicationStartup;
import org.springframework.boot.context.metrics.buffering.StartupTimeline.TimelineEvent;
import org.springframework.core.metrics.StartupStep;

/**
 * Starts an application and prints the phases that took long, each with what it is a part
 * of.
 */
public final class Phases {

	private static final int CAPACITY = 10_000;

	private static final long LEAST_MILLIS = 3;

	private static final int DEEPEST = 5;

	private Phases() {
	}

	/**
	 * Starts an application.
	 * @param args its class, and its own arguments
	 * @throws ClassNotFoundException if there is no such class
	 */
	public static void main(String[] args) throws ClassNotFoundException {
		Instant begun = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
		Instant main = Instant.now();
		Class<?> type = Class.forName(args[0]);
		SpringApplication application = new SpringApplication(type);
		application.setMainApplicationClass(type);
		BufferingApplicationStartup startup = new BufferingApplicationStartup(CAPACITY);
		application.setApplicationStartup(startup);
		application.run(Arrays.copyOfRange(args, 1, args.length));
		Instant ready = Instant.now();
		print(0, "the JVM, until main", Duration.between(begun, main));
		print(0, "the application, until it is ready", Duration.between(main, ready));
		print(startup.getBufferedTimeline().getEvents());
		System.out.println("end of phases");
	}

	private static void print(List<TimelineEvent> events) {
		Map<Long, Integer> depths = new HashMap<>();
		events.stream().sorted(Comparator.comparingLong((event) -> event.getStartupStep().getId())).forEach((event) -> {
			StartupStep step = event.getStartupStep();
			Long parent = step.getParentId();
			int depth = (parent != null) ? depths.getOrDefault(parent, 0) + 1 : 1;
			depths.put(step.getId(), depth);
			if (depth <= DEEPEST && event.getDuration().toMillis() >= LEAST_MILLIS) {
				print(depth, name(step), event.getDuration());
			}
		});
	}

	private static String name(StartupStep step) {
		StringBuilder name = new StringBuilder(step.getName());
		step.getTags().forEach((tag) -> name.append(' ').append(tag.getValue()));
		return name.toString();
	}

	private static void print(int depth, String name, Duration duration) {
		System.out.printf(Locale.ROOT, "phase %d %.1f %s%n", depth, duration.toNanos() / 1e6, name);
	}

}
