package io.workerman.invocation.cluster;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.UndeclaredThrowableException;

import org.jspecify.annotations.Nullable;
import org.springframework.core.GenericTypeResolver;

import io.workerman.invocation.HandlerException;
import io.workerman.invocation.bean.MethodCall;

/**
 * A method that takes data, or nothing.
 *
 * @param method the method
 * @param dataType the type of the data
 */
record DataMethod(Method method, Type dataType) {

	static DataMethod of(String annotation, Method method, Class<?> beanType) {
		String description = method.getDeclaringClass().getName() + "." + method.getName();
		if (method.getParameterCount() > 1) {
			throw new HandlerException("The %s method '%s' has %d parameters".formatted(annotation, description,
					method.getParameterCount()), "Leave one parameter for the data, or none.");
		}
		if (Modifier.isPrivate(method.getModifiers()) || Modifier.isStatic(method.getModifiers())) {
			throw new HandlerException(
					"The %s method '%s' is private or static, so that a proxy cannot pass on a call of it"
						.formatted(annotation, description),
					"Remove the modifier; the method may be package-private.");
		}
		Type type = (method.getParameterCount() == 0) ? Object.class
				: GenericTypeResolver.resolveType(method.getGenericParameterTypes()[0], beanType);
		return new DataMethod(method, type);
	}

	/**
	 * Call the method.
	 * @param bean the bean, perhaps a proxy
	 * @param data the data
	 * @return what the method returns
	 */
	@Nullable Object call(Object bean, Object data) {
		MethodCall call = new MethodCall(bean, this.method);
		try {
			return (this.method.getParameterCount() == 0) ? call.call() : call.call(data);
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new UndeclaredThrowableException(ex);
		}
	}

	@Override
	public String toString() {
		return this.method.getDeclaringClass().getName() + "." + this.method.getName();
	}

}
