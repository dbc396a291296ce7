package io.workerman.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a {@link WorkerHandler} that is called when the peer of a WebSocket
 * says goodbye. What is sent here still leaves; unless the connection is closed here, the
 * goodbye is answered with the same code. {@link OnClose} follows, and is the one that no
 * close misses.
 * <p>
 * Parameters, in any order and each optional: {@code Connection}, {@code CloseReason}
 * (what the peer said), {@code Principal}, {@code Worker}, {@code WorkerProcess}.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OnWebSocketClose {

}
