package io.workerman.test;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Installs what resolves {@link LocalWorkermanPort}. All instances are equal, so that
 * they do not keep contexts from being shared by tests.
 */
record LocalWorkermanPortContextCustomizer() implements ContextCustomizer {

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration mergedConfig) {
		ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
		if (beanFactory instanceof DefaultListableBeanFactory listable) {
			listable.setAutowireCandidateResolver(new LocalWorkermanPortResolver());
		}
	}

}
