package io.workerman.test;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.context.annotation.ContextAnnotationAutowireCandidateResolver;

/**
 * Suggests the property of the port where {@link LocalWorkermanPort} asks for it.
 */
class LocalWorkermanPortResolver extends ContextAnnotationAutowireCandidateResolver {

	@Override
	public @Nullable Object getSuggestedValue(DependencyDescriptor descriptor) {
		LocalWorkermanPort annotation = descriptor.getAnnotation(LocalWorkermanPort.class);
		return (annotation != null) ? "${local.workerman.%s.port}".formatted(annotation.value())
				: super.getSuggestedValue(descriptor);
	}

}
