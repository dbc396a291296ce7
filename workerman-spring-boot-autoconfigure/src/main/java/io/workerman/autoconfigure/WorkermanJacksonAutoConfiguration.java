package io.workerman.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.json.JsonMapper;

import io.workerman.engine.JsonCodec;

/**
 * Auto-configuration for JSON messages, with the application's {@link JsonMapper} if it
 * has one.
 */
@AutoConfiguration(before = WorkermanAutoConfiguration.class,
		afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@ConditionalOnClass(JsonMapper.class)
@ConditionalOnBooleanProperty(name = "workerman.enabled", matchIfMissing = true)
public final class WorkermanJacksonAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	JsonCodec workermanJsonCodec(ObjectProvider<JsonMapper> mapper) {
		return JsonCodec.of(mapper.getIfUnique(JsonMapper::shared));
	}

}
