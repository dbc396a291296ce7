package io.workerman.invocation.cluster;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.lang.reflect.UndeclaredThrowableException;

import org.jspecify.annotations.Nullable;
import org.springframework.core.GenericTypeResolver;

import io.workerman.invocation.HandlerException;
import io.workerman.invocation.bean.BeanMethods.FoundMethod;
import io.workerman.invocation.bean.MethodCall;

/**
 * A method that takes data, or nothing.
 *
 * @param call calls the method
 * @param dataType the type of the data
 * @param takesData whether the method has a parameter
 */
record DataMethod(MethodCall call, Type dataType, boolean takesData) {

	static DataMethod of(String annotation, FoundMethod found, Object bean) {
		Method method = found.method();
		if (method.getParameterCount() > 1) {
			throw new HandlerException(
					"The %s method '%s' has %d parameters".formatted(annotation, found, method.getParameterCount()),
					"Leave one parameter for the data, or none.");
		}
		found.checkPassable(annotation);
		boolean takesData = method.getParameterCount() > 0;
		Type type = takesData ? GenericTypeResolver.resolveType(method.getGenericParameterTypes()[0], found.beanType())
				: Object.class;
		return new DataMethod(new MethodCall(bean, method), type, takesData);
	}

	/**
	 * Call the method.
	 * @param data the data
	 * @return what the method returns
	 */
	@Nullable Object call(Object data) {
		try {
			return this.takesData ? this.call.call(data) : this.call.call();
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new UndeclaredThrowableException(ex);
		}
	}

}
