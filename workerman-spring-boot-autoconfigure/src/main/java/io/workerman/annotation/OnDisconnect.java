package io.workerman.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a {@link WorkerHandler} that is called when a connection of a
 * WebSocket listener closes that never became a WebSocket. The {@link OnClose} methods of
 * the same handler are then called for WebSockets only; those of other handlers are
 * called for all connections.
 * <p>
 * Parameters, in any order and each optional: {@code Connection}, {@code CloseReason},
 * {@code Principal}, {@code Worker}, {@code WorkerProcess}.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OnDisconnect {

}
