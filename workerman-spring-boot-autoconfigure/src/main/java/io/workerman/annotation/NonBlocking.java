package io.workerman.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says that an {@link OnMessage} method never blocks, and is called on the event loop
 * even if its listener has {@code dispatch: virtual} or {@code dispatch: executor}. That
 * saves two changes of thread.
 * <p>
 * The messages of a connection keep their order: it waits until those before it have been
 * handled.
 *
 * @see Blocking
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface NonBlocking {

}
