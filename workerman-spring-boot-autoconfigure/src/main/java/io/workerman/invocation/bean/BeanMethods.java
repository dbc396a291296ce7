package io.workerman.invocation.bean;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
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
import org.springframework.util.ClassUtils;

import io.workerman.annotation.WorkerScope;

/**
 * The methods of all beans that have an annotation.
 */
public final class BeanMethods {

	private final ConfigurableListableBeanFactory beanFactory;

	/**
	 * Create the methods.
	 * @param beanFactory where to look for them
	 */
	public BeanMethods(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Find the methods that have an annotation.
	 * @param <A> the type of the annotation
	 * @param annotation the annotation
	 * @param visitor is given each of them
	 */
	public <A extends Annotation> void visit(Class<A> annotation, Visitor<A> visitor) {
		for (String name : this.beanFactory.getBeanDefinitionNames()) {
			Class<?> type = ScopedProxyUtils.isScopedTarget(name) ? null : type(name);
			if (type != null && AnnotationUtils.isCandidateClass(type, List.of(annotation))) {
				find(type, annotation).forEach((method, found) -> visitor
					.visit(new FoundMethod(name, type, method, isPerProcess(name)), found));
			}
		}
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

	}

}
