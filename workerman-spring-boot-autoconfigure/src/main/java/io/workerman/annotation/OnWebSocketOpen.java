package io.workerman.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a {@link WorkerHandler} that is called when a WebSocket has opened,
 * after its handshake was answered and before its messages. It is another name for
 * {@link OnWebSocketConnected}.
 * <p>
 * Parameters, in any order and each optional: {@code Connection}, {@code HttpRequest},
 * {@code Principal}, {@code Worker}, {@code WorkerProcess}. A value that it returns is
 * sent to the connection.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@OnWebSocketConnected
public @interface OnWebSocketOpen {

}
