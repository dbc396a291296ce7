package io.workerman.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a {@link WorkerHandler} that is called once each time that a process
 * of a worker ends, after its {@link OnWorkerStop} methods: when a reload or a restart
 * has replaced it, or, when the worker stops, after its last connection. What it throws
 * is logged and counted. A process that begins anew keeps its id.
 * <p>
 * Parameters, in any order and each optional: {@code WorkerProcess}, {@code Worker}, and
 * {@code WorkerProcess.ExitReason}, which says why it has ended.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OnWorkerExit {

}
