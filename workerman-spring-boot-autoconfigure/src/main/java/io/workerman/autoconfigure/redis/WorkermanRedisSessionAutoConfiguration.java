package io.workerman.autoconfigure.redis;

import java.util.List;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import reactor.core.publisher.Mono;

import io.workerman.autoconfigure.http.SessionStoreFactory;
import io.workerman.redis.RedisSessionStore;
import io.workerman.redis.SessionValues;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for sessions in Redis, which
 * listeners ask for.
 */
@AutoConfiguration(afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration",
		beforeName = "io.workerman.autoconfigure.WorkermanAutoConfiguration")
@ConditionalOnClass({ ReactiveRedisConnectionFactory.class, Mono.class })
@ConditionalOnBooleanProperty(name = "workerman.enabled", matchIfMissing = true)
public final class WorkermanRedisSessionAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	SessionStoreFactory workermanSessionStoreFactory(ObjectProvider<ReactiveRedisConnectionFactory> connections,
			BeanFactory beanFactory) {
		List<String> packages = AutoConfigurationPackages.has(beanFactory) ? AutoConfigurationPackages.get(beanFactory)
				: List.of();
		return (lifetime, timeout, json) -> {
			ReactiveRedisConnectionFactory connected = connections.getIfUnique();
			if (connected == null) {
				throw new IllegalArgumentException(
						"it needs one bean of type ReactiveRedisConnectionFactory, which Lettuce brings and Jedis does not");
			}
			return new RedisSessionStore(connected, new SessionValues(json, packages), lifetime, timeout);
		};
	}

}
