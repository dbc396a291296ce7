package io.workerman.autoconfigure.cluster;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

import io.workerman.engine.WorkersOptions;
import io.workerman.engine.cluster.ChannelClient;
import io.workerman.engine.cluster.ChannelHub;
import io.workerman.engine.cluster.GlobalData;
import io.workerman.engine.cluster.LocalHub;
import io.workerman.engine.cluster.LocalValues;
import io.workerman.engine.cluster.SharedValues;
import io.workerman.engine.push.LocalClients;
import io.workerman.engine.push.Network;
import io.workerman.engine.push.WorkermanTemplate;
import io.workerman.invocation.cluster.ChannelMethods;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for pushes, channels and shared
 * data. They stay in this JVM, unless something else carries them. What the application
 * does not use is not made.
 */
@AutoConfiguration(after = { TaskExecutionAutoConfiguration.class, WorkermanRedisClusterAutoConfiguration.class },
		beforeName = "io.workerman.autoconfigure.WorkermanAutoConfiguration")
@ConditionalOnBooleanProperty(name = "workerman.enabled", matchIfMissing = true)
public final class WorkermanPushAutoConfiguration {

	@Bean
	LocalClients workermanLocalClients() {
		return new LocalClients();
	}

	@Bean
	@ConditionalOnMissingBean
	@Lazy
	WorkermanTemplate workermanTemplate(Network network) {
		return new WorkermanTemplate(network);
	}

	@Bean
	@ConditionalOnMissingBean
	@Lazy
	ChannelHub workermanChannelHub(ListableBeanFactory beanFactory) {
		return new LocalHub(executor(beanFactory));
	}

	@Bean
	@ConditionalOnMissingBean
	@Lazy
	ChannelClient workermanChannelClient(ChannelHub hub, ObjectProvider<WorkersOptions> options,
			ListableBeanFactory beanFactory) {
		return new ChannelClient(hub, () -> options.getObject().json().get(), executor(beanFactory));
	}

	@Bean
	@ConditionalOnMissingBean
	@Lazy
	SharedValues workermanSharedValues() {
		return new LocalValues();
	}

	@Bean
	@ConditionalOnMissingBean
	@Lazy
	GlobalData workermanGlobalData(SharedValues values, ObjectProvider<WorkersOptions> options, LocalClients clients) {
		return new GlobalData(values, () -> options.getObject().json().get(), clients.timeout());
	}

	@Bean
	ChannelMethods workermanChannelMethods(ConfigurableListableBeanFactory beanFactory,
			ObjectProvider<ChannelClient> channels) {
		return new ChannelMethods(beanFactory, channels);
	}

	@Bean
	PushBinder workermanPushBinder(ListableBeanFactory beanFactory, LocalClients clients, ChannelMethods methods) {
		return new PushBinder(beanFactory, clients, methods);
	}

	/**
	 * The executor of the application runs what belongs to no process.
	 */
	static Executor executor(ListableBeanFactory beanFactory) {
		String name = TaskExecutionAutoConfiguration.APPLICATION_TASK_EXECUTOR_BEAN_NAME;
		return beanFactory.containsBean(name) ? beanFactory.getBean(name, Executor.class) : ForkJoinPool.commonPool();
	}

}
