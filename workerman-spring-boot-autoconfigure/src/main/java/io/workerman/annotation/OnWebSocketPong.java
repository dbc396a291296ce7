package io.workerman.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a {@link WorkerHandler} that is called for each pong of a WebSocket.
 * <p>
 * Parameters, in any order and each optional: {@code Connection}, {@code byte[]} (the
 * payload), {@code Principal}, {@code Worker}, {@code WorkerProcess}.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OnWebSocketPong {

}
