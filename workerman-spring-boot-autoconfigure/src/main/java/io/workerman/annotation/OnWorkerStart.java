package io.workerman.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a {@link WorkerHandler} that is called once on each process of a
 * worker, before it accepts connections. What it throws stops the start. It is called
 * again when the process restarts.
 * <p>
 * Parameters, in any order and each optional: {@code WorkerProcess}, {@code Worker}.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OnWorkerStart {

}
