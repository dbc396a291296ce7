package io.workerman.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method that hears of the results of tasks, on the process that submitted the
 * task, or on the task worker if no process did. There may be several, for different
 * types of results. It does not hear of tasks that return nothing, that fail, or that
 * were submitted with a callback of their own.
 * <p>
 * Parameters, in any order: the result, and optionally the {@code Task}.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OnFinish {

}
