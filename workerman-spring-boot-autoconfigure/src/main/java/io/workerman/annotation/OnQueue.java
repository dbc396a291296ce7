package io.workerman.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method of a singleton that does the jobs of a queue, on a thread of the application.
 * Each job is done by one consumer of all nodes. It has failed if the method throws, or
 * if the {@code CompletionStage} that it returns fails: then it is tried again, and in
 * the end joins the dead letters, the queue of the same name with {@code :dead} behind
 * it. The method may have one parameter for the data.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OnQueue {

	/**
	 * The name of the queue.
	 * @return the name
	 */
	String value();

	/**
	 * How often a job is tried.
	 * @return the number, at least 1
	 */
	int attempts() default 5;

	/**
	 * How long to wait before a job is tried again.
	 * @return the time, such as {@code 500ms}, {@code 10s} or {@code PT1M}
	 */
	String delay() default "1s";

	/**
	 * How many jobs are done at the same time on each node.
	 * @return the number, at least 1
	 */
	int concurrency() default 1;

}
