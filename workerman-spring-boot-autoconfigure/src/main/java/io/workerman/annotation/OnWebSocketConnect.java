package io.workerman.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a {@link WorkerHandler} that is called before a WebSocket opens.
 * Throwing or closing the connection refuses it with status 403;
 * {@code WebSocketHandshake} refuses it with another, chooses a subprotocol and adds
 * headers.
 * <p>
 * Parameters, in any order and each optional: {@code Connection}, {@code HttpRequest}
 * (the request), {@code WebSocketHandshake}, {@code Principal}, {@code Worker},
 * {@code WorkerProcess}. A value that it returns is sent to the connection when the
 * handshake is over.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OnWebSocketConnect {

}
