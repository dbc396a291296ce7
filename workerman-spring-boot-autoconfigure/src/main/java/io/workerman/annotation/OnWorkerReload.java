package io.workerman.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a {@link WorkerHandler} that is called on each process of a worker
 * when the worker reloads. Of a {@link WorkerScope} handler it is the instance about to
 * be replaced that is called.
 * <p>
 * Parameters, in any order and each optional: {@code WorkerProcess}, {@code Worker}.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OnWorkerReload {

}
