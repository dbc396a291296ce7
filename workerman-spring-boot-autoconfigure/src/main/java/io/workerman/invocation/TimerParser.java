package io.workerman.invocation;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Objects;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.support.CronExpression;
import org.springframework.scheduling.support.CronTrigger;

import io.workerman.annotation.OnTimer;

/**
 * Reads the annotation of one timer method, or says what is wrong with which of its
 * values.
 */
final class TimerParser {

	private static final String DURATION = "such as 10s, 500ms or PT1M.";

	private final HandlerMethod method;

	private final Function<String, @Nullable String> placeholders;

	private final OnTimer annotation;

	TimerParser(HandlerMethod method, Function<String, @Nullable String> placeholders) {
		this.method = method;
		this.placeholders = placeholders;
		this.annotation = Objects
			.requireNonNull(AnnotatedElementUtils.findMergedAnnotation(method.method(), OnTimer.class));
	}

	TimerSchedule parse() {
		String interval = resolve(this.annotation.interval());
		String cron = resolve(this.annotation.cron());
		if (interval.isEmpty() == cron.isEmpty()) {
			throw impossible(
					interval.isEmpty() ? "has neither an interval nor a cron expression"
							: "has both the interval '%s' and the cron '%s'".formatted(interval, cron),
					"Use exactly one of interval and cron, such as interval = \"10s\" or cron = \"0 0 3 * * *\".");
		}
		return interval.isEmpty() ? cron(cron) : interval(interval);
	}

	private String resolve(String declared) {
		return Objects.requireNonNullElse(this.placeholders.apply(declared), "").strip();
	}

	private TimerSchedule interval(String value) {
		String zone = resolve(this.annotation.zone());
		if (!zone.isEmpty()) {
			throw impossible("has the zone '%s' but no cron expression".formatted(zone),
					"Remove the zone: an interval is the same everywhere.");
		}
		Duration interval = duration(value);
		if (interval == null || interval.isZero()) {
			throw impossible("has the interval '%s'".formatted(value), "Use a duration above zero, " + DURATION);
		}
		String delay = resolve(this.annotation.initialDelay());
		Duration initialDelay = delay.isEmpty() ? interval : duration(delay);
		if (initialDelay == null) {
			throw impossible("has the initialDelay '%s'".formatted(delay),
					"Use a duration of zero or more, " + DURATION);
		}
		return new TimerSchedule(interval, initialDelay, null, process());
	}

	private static @Nullable Duration duration(String value) {
		try {
			Duration duration = DurationStyle.detectAndParse(value);
			return duration.isNegative() ? null : duration;
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			return null;
		}
	}

	private TimerSchedule cron(String value) {
		String delay = resolve(this.annotation.initialDelay());
		if (!delay.isEmpty()) {
			throw impossible("has the initialDelay '%s' beside a cron expression".formatted(delay),
					"Remove the initialDelay: a cron expression says itself when to begin.");
		}
		ZoneId zone = zone(resolve(this.annotation.zone()));
		CronTrigger trigger = value.equals(OnTimer.CRON_DISABLED) ? null : trigger(value, zone);
		return new TimerSchedule(null, Duration.ZERO, trigger, process());
	}

	private ZoneId zone(String value) {
		try {
			return value.isEmpty() ? ZoneId.systemDefault() : ZoneId.of(value);
		}
		catch (DateTimeException ex) {
			throw impossible("has the zone '%s'".formatted(value),
					"Use the id of a time zone, such as Europe/Berlin or UTC.");
		}
	}

	private CronTrigger trigger(String value, ZoneId zone) {
		try {
			if (CronExpression.parse(value).next(ZonedDateTime.now(zone)) == null) {
				throw impossible("has the cron '%s', which is never".formatted(value), "Use a date that there is.");
			}
			return new CronTrigger(value, zone);
		}
		catch (IllegalArgumentException ex) {
			throw impossible("has the cron '%s' (%s)".formatted(value, ex.getMessage()),
					"Use six fields: second, minute, hour, day of month, month and day of week,"
							+ " such as 0 0 3 * * MON-FRI; or a macro such as @hourly.");
		}
	}

	private int process() {
		int process = this.annotation.process();
		if (process < -1) {
			throw impossible("has the process '%d'".formatted(process),
					"Use the id of a process, from 0 to one less than the count of the listener, or -1 for each process.");
		}
		return process;
	}

	private HandlerException impossible(String fault, String action) {
		return new HandlerException("The @OnTimer method '%s' %s".formatted(this.method, fault), action);
	}

}
