package io.workerman.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a {@link WorkerHandler} that is called again and again on the
 * processes of a worker: at an {@link #interval()}, or at the times of a {@link #cron()}
 * expression, of which it has exactly one. A tick never overlaps with another callback of
 * its process, and ticks that were lost because the process was busy are not made up for.
 * What a tick throws is logged and counted, and the timer goes on. All values may have
 * placeholders: <code>${room.tick:10s}</code>.
 * <p>
 * Parameters, in any order and each optional: {@code WorkerProcess}, {@code Worker}.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OnTimer {

	/**
	 * The value of {@link #cron()} with which the method is never called:
	 * <code>${report.cron:-}</code>.
	 */
	String CRON_DISABLED = "-";

	/**
	 * The time between two calls, such as {@code 10s}, {@code 500ms} or {@code PT1M}; a
	 * bare number is milliseconds.
	 * @return the interval
	 */
	String interval() default "";

	/**
	 * The time before the first call, {@code 0s} for at once. Only beside
	 * {@link #interval()}, and one interval unless set.
	 * @return the initial delay
	 */
	String initialDelay() default "";

	/**
	 * A cron expression of Spring with six fields (second, minute, hour, day of month,
	 * month, day of week), or a macro such as {@code @hourly}.
	 * @return the expression
	 */
	String cron() default "";

	/**
	 * The time zone of {@link #cron()}, such as {@code Europe/Berlin}; that of the system
	 * unless set.
	 * @return the id of the zone
	 */
	String zone() default "";

	/**
	 * The id of the process that calls the method.
	 * @return the id, -1 for each process
	 */
	int process() default -1;

}
