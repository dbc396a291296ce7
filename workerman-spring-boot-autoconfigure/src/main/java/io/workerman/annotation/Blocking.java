package io.workerman.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says that an {@link OnMessage} method may block, such as on a database, and has to be
 * called off the event loop even if its listener has {@code dispatch: event-loop}.
 * <p>
 * The messages of a connection keep their order: while the method handles one, later ones
 * wait, and so does {@link OnClose}. Connections do not wait for each other. What happens
 * to the connection meanwhile ({@link OnBufferFull}, {@link OnBufferDrain},
 * {@link OnError}) is told on the event loop at once.
 * <p>
 * The method is called by the {@code executor} of the listener if one is set, else on a
 * virtual thread, or below Java 21 by {@code applicationTaskExecutor}.
 *
 * @see NonBlocking
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Blocking {

}
