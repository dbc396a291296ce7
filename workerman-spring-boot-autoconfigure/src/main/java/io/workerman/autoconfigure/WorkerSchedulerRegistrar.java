package io.workerman.autoconfigure;

import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.task.ThreadPoolTaskSchedulerBuilder;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ConcurrentTaskScheduler;
import org.springframework.scheduling.config.TaskManagementConfigUtils;
import org.springframework.scheduling.config.TaskSchedulerRouter;

import io.workerman.context.WorkerTaskScheduler;
import io.workerman.engine.Worker;

/**
 * Registers a {@link TaskScheduler} bean {@code <worker>Scheduler} beside each
 * {@link Worker} bean, unless the application has a bean of that name. It is no candidate
 * for autowiring, so that nothing runs on a process unless it names the bean.
 */
class WorkerSchedulerRegistrar implements BeanFactoryPostProcessor {

	static final String SUFFIX = "Scheduler";

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		if (!(beanFactory instanceof BeanDefinitionRegistry registry)) {
			return;
		}
		boolean alone = beanFactory.getBeanNamesForType(TaskScheduler.class, true, false).length == 0;
		boolean registered = false;
		for (String worker : beanFactory.getBeanNamesForType(Worker.class, false, false)) {
			if (!ScopedProxyUtils.isScopedTarget(worker) && !beanFactory.containsBean(worker + SUFFIX)) {
				register(registry, worker + SUFFIX, WorkerTaskScheduler.class,
						() -> WorkerTaskScheduler.of(beanFactory.getBean(worker, Worker.class)));
				registered = true;
			}
		}
		if (registered && alone && schedules(beanFactory)) {
			registerDefault(beanFactory, registry);
		}
	}

	private static boolean schedules(ConfigurableListableBeanFactory beanFactory) {
		return beanFactory.containsBean(TaskManagementConfigUtils.SCHEDULED_ANNOTATION_PROCESSOR_BEAN_NAME)
				&& !beanFactory.containsBean(TaskSchedulerRouter.DEFAULT_TASK_SCHEDULER_BEAN_NAME);
	}

	/**
	 * An only TaskScheduler is the default of {@code @Scheduled}, even if it cannot be
	 * autowired. So there is another one: what Spring takes if there is none at all.
	 */
	private static void registerDefault(ConfigurableListableBeanFactory beanFactory, BeanDefinitionRegistry registry) {
		register(registry, TaskSchedulerRouter.DEFAULT_TASK_SCHEDULER_BEAN_NAME, TaskScheduler.class, () -> {
			ScheduledExecutorService executor = beanFactory.getBeanProvider(ScheduledExecutorService.class)
				.getIfUnique();
			return (executor != null) ? new ConcurrentTaskScheduler(executor)
					: beanFactory.getBeanProvider(ThreadPoolTaskSchedulerBuilder.class)
						.getIfAvailable(ThreadPoolTaskSchedulerBuilder::new)
						.build();
		});
	}

	private static <T> void register(BeanDefinitionRegistry registry, String name, Class<T> type,
			Supplier<? extends T> supplier) {
		RootBeanDefinition definition = new RootBeanDefinition(type);
		definition.setInstanceSupplier(supplier);
		definition.setAutowireCandidate(false);
		definition.setLazyInit(false);
		// registered anew with the properties of the run time
		definition.setAttribute(BeanRegistrationAotProcessor.IGNORE_REGISTRATION_ATTRIBUTE, true);
		registry.registerBeanDefinition(name, definition);
	}

}
