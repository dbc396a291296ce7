package io.workerman.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a {@link WorkerHandler} that is called again and again on the
 * processes of a worker, the first time after one interval. A tick never overlaps with
 * another callback of its process.
 * <p>
 * Parameters, in any order and each optional: {@code WorkerProcess}, {@code Worker}.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OnTimer {

	/**
	 * The time between two calls, such as {@code 10s}, {@code 500ms} or {@code PT1M}; a
	 * bare number is milliseconds. May have placeholders: <code>${room.tick:10s}</code>.
	 * @return the interval
	 */
	String interval();

	/**
	 * The id of the process that calls the method.
	 * @return the id, -1 for each process
	 */
	int process() default -1;

}
