package io.workerman.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a {@link WorkerHandler} that is called exactly once for each
 * connection, whatever closed it. The connection takes no more sends then. Beside an
 * {@link OnDisconnect} method it leaves connections to that which never became
 * WebSockets.
 * <p>
 * Parameters, in any order and each optional: {@code Connection}, {@code CloseReason},
 * {@code Principal}, {@code Worker}, {@code WorkerProcess}.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OnClose {

}
