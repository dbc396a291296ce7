package io.workerman.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method of a bean that is called for each event of a channel. On a singleton it is
 * called once for the JVM, on a thread of the application; on a {@link WorkerScope} bean
 * once for each process, on that process. It may have one parameter for the data, of any
 * type that JSON can be read as. Several methods may have one event.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OnChannel {

	/**
	 * The names of the events.
	 * @return the names
	 */
	String[] value();

}
