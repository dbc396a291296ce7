package io.workerman.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a {@link WorkerHandler} that is told of errors. Its parameters decide
 * of which:
 * <ul>
 * <li>with {@code int} (the code) or {@code String} (the message): a message could not be
 * sent. The code is {@code Connection.SEND_FAILED}.</li>
 * <li>with {@link Throwable} or a subtype: another callback of the connection threw it.
 * Of all such methods of a listener those with the most specific type are called.</li>
 * <li>with none of them: both; of what callbacks threw only if no method asks for it by
 * its type.</li>
 * </ul>
 * Further parameters, in any order and each optional: {@code Connection},
 * {@code Principal}, {@code Worker}, {@code WorkerProcess}.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OnError {

}
