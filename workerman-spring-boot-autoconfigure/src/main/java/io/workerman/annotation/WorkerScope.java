package io.workerman.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;

/**
 * Gives each process of a worker its own instance of a bean, which needs no locks because
 * only that process uses it. The instance is made on the process, destroyed when the
 * worker stops, and replaced when it reloads. Workers that share processes share the
 * instances, which live and are replaced with the worker that owns the processes. Other
 * beans may inject it: the proxy finds the instance of the process that calls.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Scope(scopeName = WorkerScope.NAME, proxyMode = ScopedProxyMode.TARGET_CLASS)
public @interface WorkerScope {

	/**
	 * The name of the scope.
	 */
	String NAME = "worker";

}
