package io.workerman.autoconfigure.actuate;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

import io.workerman.actuate.WorkermanEndpoint;
import io.workerman.actuate.WorkermanEndpointWebExtension;
import io.workerman.engine.Workers;
import io.workerman.engine.cluster.ClusterNode;
import io.workerman.engine.push.LocalClients;
import io.workerman.engine.task.TaskWorkers;
import io.workerman.status.StatusSource;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the {@link WorkermanEndpoint}.
 */
@AutoConfiguration(afterName = "io.workerman.autoconfigure.WorkermanAutoConfiguration")
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(Workers.class)
@ConditionalOnAvailableEndpoint(WorkermanEndpoint.class)
@EnableConfigurationProperties(WorkermanEndpointProperties.class)
public final class WorkermanEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	WorkermanEndpoint workermanEndpoint(Workers workers, ObjectProvider<TaskWorkers> tasks,
			ObjectProvider<LocalClients> clients, ObjectProvider<ClusterNode> node,
			WorkermanEndpointProperties properties) {
		return new WorkermanEndpoint(
				new StatusSource(workers, tasks.getIfAvailable(), clients.getIfAvailable(), node.getIfAvailable()),
				properties.getShowConnections());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(WorkermanEndpoint.class)
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	WorkermanEndpointWebExtension workermanEndpointWebExtension(WorkermanEndpoint endpoint,
			WorkermanEndpointProperties properties) {
		return new WorkermanEndpointWebExtension(endpoint, properties.getShowConnections(), properties.getRoles());
	}

}
