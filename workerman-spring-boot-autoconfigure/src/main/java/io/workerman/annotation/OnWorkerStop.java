package io.workerman.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a {@link WorkerHandler} that is called on each process of a worker
 * when the worker stops: after it stopped accepting and before its connections close. It
 * is also called when the process restarts, and on a {@link WorkerScope} handler that a
 * reload has replaced.
 * <p>
 * Parameters, in any order and each optional: {@code WorkerProcess}, {@code Worker}.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OnWorkerStop {

}
