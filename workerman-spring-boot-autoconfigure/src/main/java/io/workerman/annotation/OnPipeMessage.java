package io.workerman.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a {@link WorkerHandler} that is called on a process for each message
 * that {@code WorkerProcess.send} or {@code Worker.sendToProcesses} sends to it. Where
 * there are several, each is called whose type of message fits.
 * <p>
 * Parameters, in any order and each optional: the message, {@code int} (the id of the
 * process that has sent it, -1 if no process of this worker did), {@code Worker},
 * {@code WorkerProcess} (the one that is called).
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OnPipeMessage {

}
