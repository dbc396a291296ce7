package io.workerman.aot;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.ClassUtils;

import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;

/**
 * {@link BeanRegistrationAotProcessor} that makes the methods of handlers callable, and
 * their messages and replies readable and writable as JSON.
 */
class HandlerAotProcessor implements BeanRegistrationAotProcessor {

	private static final BindingReflectionHintsRegistrar BINDING = new BindingReflectionHintsRegistrar();

	private static final String ANNOTATIONS = OnMessage.class.getPackageName();

	/**
	 * What is no JSON but known to the engine.
	 */
	private static final Set<String> OURS = Set.of("io.workerman.engine.", "io.netty.", "java.", "javax.",
			"org.reactivestreams.", "reactor.");

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
		Class<?> type = ClassUtils.getUserClass(bean.getBeanClass());
		if (!AnnotatedElementUtils.hasAnnotation(type, WorkerHandler.class)) {
			return null;
		}
		Set<Method> methods = MethodIntrospector.selectMethods(type, HandlerAotProcessor::isCallback);
		return (context, code) -> {
			ReflectionHints hints = context.getRuntimeHints().reflection();
			methods.forEach((method) -> register(hints, method));
		};
	}

	private static boolean isCallback(Method method) {
		return MergedAnnotations.from(method, MergedAnnotations.SearchStrategy.TYPE_HIERARCHY)
			.stream()
			.map(MergedAnnotation::getType)
			.map(Class<? extends Annotation>::getPackageName)
			.anyMatch(ANNOTATIONS::equals);
	}

	private static void register(ReflectionHints hints, Method method) {
		hints.registerMethod(method, ExecutableMode.INVOKE);
		if (AnnotatedElementUtils.hasAnnotation(method, OnMessage.class)) {
			Type[] payloads = Stream
				.concat(Arrays.stream(method.getGenericParameterTypes()), Stream.of(method.getGenericReturnType()))
				.flatMap((type) -> parts(ResolvableType.forType(type)))
				.filter((type) -> OURS.stream().noneMatch(type.toClass().getName()::startsWith))
				.map(ResolvableType::getType)
				.toArray(Type[]::new);
			BINDING.registerReflectionHints(hints, payloads);
		}
	}

	/**
	 * A type and its arguments, such as those of a CompletionStage.
	 */
	private static Stream<ResolvableType> parts(ResolvableType type) {
		return Stream.concat(Stream.of(type), Arrays.stream(type.getGenerics()).flatMap(HandlerAotProcessor::parts))
			.filter((part) -> !part.toClass().isPrimitive() && !part.toClass().isArray());
	}

}
