package io.workerman.invocation.bean;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.util.ReflectionUtils;

/**
 * A method of a bean, ready to be called.
 */
public final class MethodCall {

	private final Object bean;

	private final Method invocable;

	/**
	 * Create a call.
	 * @param bean the bean, perhaps a proxy
	 * @param method the method
	 */
	public MethodCall(Object bean, Method method) {
		this.bean = bean;
		this.invocable = AopUtils.selectInvocableMethod(method, bean.getClass());
		ReflectionUtils.makeAccessible(this.invocable);
	}

	/**
	 * Call the method.
	 * @param arguments its arguments
	 * @return what it returns
	 * @throws Exception what it throws
	 */
	public @Nullable Object call(@Nullable Object... arguments) throws Exception {
		try {
			return this.invocable.invoke(this.bean, arguments);
		}
		catch (InvocationTargetException ex) {
			ReflectionUtils.rethrowException(ex.getTargetException());
			throw ex;
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
