package io.workerman.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.beans.factory.annotation.Autowired;

/**
 * Injects into a test the port to which a listener is bound, which is useful with port 0.
 * It is the value of the property {@code local.workerman.<listener>.port}.
 */
@Target({ ElementType.FIELD, ElementType.PARAMETER })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Autowired
public @interface LocalWorkermanPort {

	/**
	 * The name of the listener.
	 * @return the name
	 */
	String value();

}
