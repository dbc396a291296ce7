package io.workerman.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a {@link WorkerHandler} that is called when a WebSocket has opened,
 * before its messages.
 * <p>
 * Parameters, in any order and each optional: {@code Connection}, {@code HttpRequest},
 * {@code Principal}, {@code Worker}, {@code WorkerProcess}. A value that it returns is
 * sent to the connection.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OnWebSocketConnected {

}
