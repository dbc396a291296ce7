package io.workerman.autoconfigure.security;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

import io.workerman.security.SecurityContextInterceptor;

/**
 * Auto-configuration that lets Spring Security know on whose behalf handler methods run.
 */
@AutoConfiguration(beforeName = "io.workerman.autoconfigure.WorkermanAutoConfiguration")
@ConditionalOnClass(SecurityContextHolder.class)
@ConditionalOnBooleanProperty(name = "workerman.enabled", matchIfMissing = true)
public final class WorkermanSecurityAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	SecurityContextInterceptor workermanSecurityContextInterceptor(
			ObjectProvider<SecurityContextHolderStrategy> strategy) {
		return new SecurityContextInterceptor(strategy.getIfUnique(SecurityContextHolder::getContextHolderStrategy));
	}

}
