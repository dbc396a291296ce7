package io.workerman.aot;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
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

import io.workerman.annotation.OnChannel;
import io.workerman.annotation.OnFinish;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.OnQueue;
import io.workerman.annotation.OnTask;
import io.workerman.annotation.WorkerHandler;

/**
 * {@link BeanRegistrationAotProcessor} that makes annotated methods callable, and what
 * they are given and answer as JSON readable and writable.
 */
class HandlerAotProcessor implements BeanRegistrationAotProcessor {

	private static final BindingReflectionHintsRegistrar BINDING = new BindingReflectionHintsRegistrar();

	private static final String ANNOTATIONS = OnMessage.class.getPackageName();

	/**
	 * What marks methods of any bean.
	 */
	private static final Set<Class<? extends Annotation>> ANY_BEAN = Set.of(OnTask.class, OnFinish.class,
			OnChannel.class, OnQueue.class);

	/**
	 * What marks methods whose data may be JSON.
	 */
	private static final Set<Class<? extends Annotation>> JSON = Set.of(OnMessage.class, OnChannel.class,
			OnQueue.class);

	/**
	 * What is no JSON but known to the engine.
	 */
	private static final Set<String> OURS = Set.of("io.workerman.engine.", "io.netty.", "java.", "javax.",
			"org.reactivestreams.", "reactor.");

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
		Class<?> type = ClassUtils.getUserClass(bean.getBeanClass());
		Predicate<Class<? extends Annotation>> marks = AnnotatedElementUtils.hasAnnotation(type, WorkerHandler.class)
				? (annotation) -> ANNOTATIONS.equals(annotation.getPackageName()) : ANY_BEAN::contains;
		Set<Method> methods = MethodIntrospector.selectMethods(type, (Method method) -> isMarked(method, marks));
		return methods.isEmpty() ? null : (context, code) -> {
			ReflectionHints hints = context.getRuntimeHints().reflection();
			methods.forEach((method) -> register(hints, method));
		};
	}

	private static boolean isMarked(Method method, Predicate<Class<? extends Annotation>> marks) {
		return MergedAnnotations.from(method, MergedAnnotations.SearchStrategy.TYPE_HIERARCHY)
			.stream()
			.map(MergedAnnotation::getType)
			.anyMatch(marks);
	}

	private static void register(ReflectionHints hints, Method method) {
		hints.registerMethod(method, ExecutableMode.INVOKE);
		if (isMarked(method, JSON::contains)) {
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
