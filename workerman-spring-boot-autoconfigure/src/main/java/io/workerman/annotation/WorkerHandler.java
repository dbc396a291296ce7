package io.workerman.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.stereotype.Component;

/**
 * Marks a bean whose annotated methods handle what happens on listeners and clients:
 * {@link OnConnect}, {@link OnMessage}, {@link OnClose} and the others. The methods are
 * found when the application starts and called through the bean's proxy. They must not be
 * private. Several handlers may serve one listener, in the order of
 * {@link org.springframework.core.annotation.Order @Order}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Component
public @interface WorkerHandler {

	/**
	 * The names of the listeners, or of workers that are built in code.
	 * @return the names, none for every worker unless clients are named
	 */
	String[] value() default {};

	/**
	 * The names of the clients, which are connections that dial out.
	 * @return the names, none for no client
	 */
	String[] client() default {};

}
