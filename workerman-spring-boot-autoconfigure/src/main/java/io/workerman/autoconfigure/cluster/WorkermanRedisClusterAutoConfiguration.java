package io.workerman.autoconfigure.cluster;

import java.time.Duration;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import reactor.core.publisher.Mono;

import io.workerman.engine.WorkersOptions;
import io.workerman.engine.cluster.ClusterNode;
import io.workerman.engine.push.LocalClients;
import io.workerman.redis.RedisBackplane;
import io.workerman.redis.RedisHub;
import io.workerman.redis.RedisLink;
import io.workerman.redis.RedisSubscriptions;
import io.workerman.redis.RedisValues;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for pushes, channels and shared data
 * over the Redis of the application.
 */
@AutoConfiguration(afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration",
		beforeName = "io.workerman.autoconfigure.WorkermanAutoConfiguration")
@ConditionalOnClass({ ReactiveRedisConnectionFactory.class, Mono.class })
@ConditionalOnBooleanProperty(name = "workerman.enabled", matchIfMissing = true)
@ConditionalOnProperty(name = "workerman.cluster.type", havingValue = "redis")
public final class WorkermanRedisClusterAutoConfiguration {

	@Bean
	ClusterProperties workermanClusterProperties(Environment environment) {
		return ClusterProperties.of(environment);
	}

	@Bean
	RedisLink workermanRedisLink(ObjectProvider<ReactiveRedisConnectionFactory> connections,
			ClusterProperties properties) {
		ReactiveRedisConnectionFactory connected = connections.getIfUnique();
		if (connected == null) {
			throw new InvalidConfigurationPropertyValueException("workerman.cluster.type", properties.getType(),
					"it needs one bean of type ReactiveRedisConnectionFactory, which Lettuce brings and Jedis does not");
		}
		return new RedisLink(connected, properties.getName(), properties.getTimeout());
	}

	@Bean
	RedisSubscriptions workermanRedisSubscriptions(RedisLink link) {
		return new RedisSubscriptions(link);
	}

	@Bean
	RedisHub workermanRedisHub(RedisLink link, RedisSubscriptions subscriptions, LocalClients clients,
			ClusterProperties properties, ListableBeanFactory beanFactory) {
		return new RedisHub(link, subscriptions, clients.node(), properties.getLease(),
				WorkermanPushAutoConfiguration.executor(beanFactory));
	}

	@Bean
	RedisValues workermanRedisValues(RedisLink link) {
		return new RedisValues(link);
	}

	@Bean
	@Primary
	ClusterNode workermanClusterNode(LocalClients clients, RedisLink link, RedisSubscriptions subscriptions,
			ClusterProperties properties, ObjectProvider<WorkersOptions> options) {
		Duration timeout = properties.getTimeout();
		return new ClusterNode(clients, new RedisBackplane(link, subscriptions, properties.getLease()),
				() -> options.getObject().json().get(), timeout);
	}

	@Bean
	ClusterLifecycle workermanClusterLifecycle(ClusterNode node, RedisHub hub, ClusterProperties properties) {
		return new ClusterLifecycle(node, hub, properties);
	}

}
