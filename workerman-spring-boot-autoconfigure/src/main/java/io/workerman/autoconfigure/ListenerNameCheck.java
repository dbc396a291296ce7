package io.workerman.autoconfigure;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Checks that no bean has the name of a listener, before {@link ListenerRegistrar}
 * registers one. The registry that a {@code BeanRegistrar} is given cannot be asked.
 */
class ListenerNameCheck implements ImportBeanDefinitionRegistrar {

	private final Environment environment;

	ListenerNameCheck(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
		Listener.names(this.environment).forEach((property, name) -> {
			if (registry.isBeanNameInUse(name)) {
				BeanDefinition existing = registry.containsBeanDefinition(name) ? registry.getBeanDefinition(name)
						: new RootBeanDefinition();
				throw new ListenerNameException(name, property, describe(existing));
			}
		});
	}

	private static String describe(BeanDefinition definition) {
		String resource = definition.getResourceDescription();
		String factoryMethod = definition.getFactoryMethodName();
		if (factoryMethod != null && resource != null) {
			return "method '%s' of %s".formatted(factoryMethod, resource);
		}
		return (resource != null) ? resource : String.valueOf(definition.getBeanClassName());
	}

}
