package io.workerman.invocation;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.ClassUtils;

import io.workerman.engine.JsonCodec;

/**
 * A bean with handler methods.
 *
 * @param beanFactory where the bean comes from
 * @param beanName the name of the bean; of one with an instance for each process that of
 * the instances
 * @param listeners the listeners that it names, none for all unless it names clients
 * @param clients the clients that it names
 * @param methods its methods
 * @param singleton the bean, or {@code null} if each process has its own
 */
record HandlerBean(BeanFactory beanFactory, String beanName, Set<String> listeners, Set<String> clients,
		List<HandlerMethod> methods, @Nullable Object singleton) {

	String name() {
		return ScopedProxyUtils.isScopedTarget(this.beanName) ? ScopedProxyUtils.getOriginalBeanName(this.beanName)
				: this.beanName;
	}

	boolean serves(String listener) {
		return this.listeners.isEmpty() ? this.clients.isEmpty() : this.listeners.contains(listener);
	}

	/**
	 * The handler with the methods only that are about connections.
	 * @return the handler
	 */
	HandlerBean ofConnections() {
		List<HandlerMethod> ofConnections = this.methods.stream()
			.filter((method) -> !method.event().isOfProcess())
			.toList();
		return new HandlerBean(this.beanFactory, this.beanName, this.listeners, this.clients, ofConnections,
				this.singleton);
	}

	boolean isPerProcess() {
		return this.singleton == null;
	}

	/**
	 * Bind the methods to the bean of the calling process.
	 * @param json reads JSON
	 * @return the bound methods
	 * @throws HandlerException if one cannot be called through the proxy of the bean
	 */
	Map<HandlerMethod, MethodHandle> bind(Supplier<JsonCodec> json) {
		Object bean = (this.singleton != null) ? this.singleton : this.beanFactory.getBean(this.beanName);
		Map<HandlerMethod, MethodHandle> bound = new LinkedHashMap<>();
		this.methods.forEach((method) -> bound.put(method, method.bind(invocable(method, bean), bean, json)));
		return bound;
	}

	/**
	 * Check that the methods can be called on a bean.
	 * @param bean the bean
	 * @throws HandlerException if one cannot be called through the proxy of the bean
	 */
	void check(Object bean) {
		this.methods.forEach((method) -> invocable(method, bean));
	}

	private static Method invocable(HandlerMethod handlerMethod, Object bean) {
		Method method = handlerMethod.method();
		if (AopUtils.isCglibProxy(bean) && !isOverridable(method, bean.getClass())) {
			String reason = Modifier.isFinal(method.getModifiers()) ? "is final" : "belongs to another package";
			throw new HandlerException(
					"The %s method '%s' %s, so that the proxy of its bean cannot pass on a call of it"
						.formatted(handlerMethod.event(), handlerMethod, reason),
					Modifier.isFinal(method.getModifiers()) ? "Remove 'final'."
							: "Make the method public or protected.");
		}
		try {
			return AopUtils.selectInvocableMethod(method, bean.getClass());
		}
		catch (IllegalStateException ex) {
			throw new HandlerException(
					"The %s method '%s' is in no interface of the proxy of its bean".formatted(handlerMethod.event(),
							handlerMethod),
					"Declare the method in an interface, or let the bean be proxied by its class:"
							+ " spring.aop.proxy-target-class=true.");
		}
	}

	private static boolean isOverridable(Method method, Class<?> proxyClass) {
		int modifiers = method.getModifiers();
		if (Modifier.isFinal(modifiers)) {
			return false;
		}
		return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers)
				|| (method.getDeclaringClass().getClassLoader() == proxyClass.getClassLoader()
						&& ClassUtils.getPackageName(method.getDeclaringClass())
							.equals(ClassUtils.getPackageName(proxyClass)));
	}

}
