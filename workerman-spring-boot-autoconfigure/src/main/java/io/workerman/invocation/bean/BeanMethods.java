package io.workerman.invocation.bean;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.MethodIntrospector.MetadataLookup;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.stereotype.Component;
import org.springframework.util.ClassUtils;

import io.workerman.annotation.WorkerScope;
import io.workerman.invocation.HandlerException;

/**
 * The methods of all beans that have an annotation.
 */
public final class BeanMethods {

	private final ConfigurableListableBeanFactory beanFactory;

	private final Map<String, Class<?>> candidates = new LinkedHashMap<>();

	/**
	 * Create the methods.
	 * @param beanFactory where to look for them
	 */
	public BeanMethods(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		for (String name : beanFactory.getBeanDefinitionNames()) {
			Class<?> type = ScopedProxyUtils.isScopedTarget(name) ? null : type(name);
			if (type != null && !isOfSpring(type) && !isOwn(name, type)) {
				this.candidates.put(name, type);
			}
		}
	}

	private static boolean isOfSpring(Class<?> type) {
		return type.getName().startsWith("org.springframework.")
				&& !AnnotatedElementUtils.isAnnotated(type, Component.class);
	}

	/**
	 * Beans of the auto-configuration have no such methods, and there are many of them.
	 */
	private static boolean isOwn(String name, Class<?> type) {
		return name.startsWith("io.workerman.autoconfigure.")
				|| (name.startsWith("workerman") && type.getName().startsWith("io.workerman."));
	}

	/**
	 * Find the methods that have an annotation.
	 * @param <A> the type of the annotation
	 * @param annotation the annotation
	 * @param visitor is given each of them
	 */
	public <A extends Annotation> void visit(Class<A> annotation, Visitor<A> visitor) {
		this.candidates.forEach((name, type) -> {
			if (AnnotationUtils.isCandidateClass(type, List.of(annotation))) {
				find(type, annotation).forEach((method, found) -> visitor
					.visit(new FoundMethod(name, type, method, isPerProcess(name)), found));
			}
		});
	}

	private @Nullable Class<?> type(String name) {
		Class<?> type = AutoProxyUtils.determineTargetClass(this.beanFactory, targetName(name));
		return (type != null) ? ClassUtils.getUserClass(type) : null;
	}

	private String targetName(String name) {
		String target = ScopedProxyUtils.getTargetBeanName(name);
		return this.beanFactory.containsBeanDefinition(target) ? target : name;
	}

	private boolean isPerProcess(String name) {
		return WorkerScope.NAME.equals(this.beanFactory.getMergedBeanDefinition(targetName(name)).getScope());
	}

	@SuppressWarnings("NullAway") // Spring leaves out the methods for which the lookup
									// returns null
	private static <A extends Annotation> Map<Method, A> find(Class<?> type, Class<A> annotation) {
		return MethodIntrospector.selectMethods(type,
				(MetadataLookup<A>) (method) -> AnnotatedElementUtils.findMergedAnnotation(method, annotation));
	}

	/**
	 * Is given methods.
	 *
	 * @param <A> the type of the annotation
	 */
	@FunctionalInterface
	public interface Visitor<A extends Annotation> {

		/**
		 * A method was found.
		 * @param method the method
		 * @param annotation its annotation
		 */
		void visit(FoundMethod method, A annotation);

	}

	/**
	 * A method of a bean.
	 *
	 * @param beanName the name of the bean
	 * @param beanType the class of the bean, without proxies
	 * @param method the method
	 * @param perProcess whether each process has a bean of its own
	 */
	public record FoundMethod(String beanName, Class<?> beanType, Method method, boolean perProcess) {

		/**
		 * Check that a proxy of the bean can pass on a call.
		 * @param annotation the annotation of the method
		 * @throws HandlerException if it cannot
		 */
		public void checkPassable(String annotation) {
			if (Modifier.isPrivate(this.method.getModifiers()) || Modifier.isStatic(this.method.getModifiers())) {
				throw new HandlerException(
						"The %s method '%s' is private or static, so that a proxy cannot pass on a call of it"
							.formatted(annotation, this),
						"Remove the modifier; the method may be package-private.");
			}
		}

		/**
		 * Check that all processes share the bean.
		 * @param annotation the annotation of the method
		 * @param work what is done with the method off the event loops
		 * @throws HandlerException if each process has a bean of its own
		 */
		public void checkShared(String annotation, String work) {
			if (this.perProcess) {
				throw new HandlerException(
						"The %s method '%s' belongs to a @WorkerScope bean, but %s are done off the event loops"
							.formatted(annotation, this, work),
						"Move the method to a singleton.");
			}
		}

		@Override
		public String toString() {
			return this.method.getDeclaringClass().getName() + "." + this.method.getName();
		}

	}

}
