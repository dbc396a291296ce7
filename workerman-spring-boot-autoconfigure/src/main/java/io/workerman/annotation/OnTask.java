package io.workerman.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a singleton that does tasks on a task worker, where it may block.
 * There may be several, for different types of data: the most specific one does a task.
 * <p>
 * Parameters, in any order: the data, and optionally the {@code Task}. What it returns is
 * the result of the task; a {@code CompletionStage} when it completes.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OnTask {

}
