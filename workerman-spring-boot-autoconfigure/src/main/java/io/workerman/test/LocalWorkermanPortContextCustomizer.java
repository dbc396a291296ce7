package io.workerman.test;

import java.util.Map;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Installs what resolves {@link LocalWorkermanPort}, and opens no control socket in the
 * directory of the tests unless the application says so. All instances are equal, so that
 * they do not keep contexts from being shared by tests.
 */
record LocalWorkermanPortContextCustomizer() implements ContextCustomizer {

	private static final MapPropertySource NO_COMMANDS = new MapPropertySource("workermanTest",
			Map.of("workerman.command-line.enabled", false));

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration mergedConfig) {
		context.getEnvironment().getPropertySources().addLast(NO_COMMANDS);
		ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
		if (beanFactory instanceof DefaultListableBeanFactory listable) {
			listable.setAutowireCandidateResolver(new LocalWorkermanPortResolver());
		}
	}

}
