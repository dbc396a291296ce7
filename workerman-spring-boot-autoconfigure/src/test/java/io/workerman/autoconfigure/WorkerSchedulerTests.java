package io.workerman.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.annotation.Resource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.actuate.scheduling.ScheduledTasksEndpoint;
import org.springframework.boot.actuate.scheduling.ScheduledTasksEndpoint.ScheduledTasksDescriptor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.config.ScheduledTaskHolder;

import io.workerman.annotation.OnTimer;
import io.workerman.annotation.WorkerHandler;
import io.workerman.annotation.WorkerScope;
import io.workerman.context.WorkerTaskScheduler;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link WorkerSchedulerRegistrar}.
 */
class WorkerSchedulerTests {

	private final ApplicationContextRunner workers = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WorkermanAutoConfiguration.class))
		.withPropertyValues("workerman.listeners.chat.address=text://127.0.0.1:0")
		.withUserConfiguration(Jobs.class);

	private final ApplicationContextRunner runner = this.workers
		.withConfiguration(AutoConfigurations.of(TaskSchedulingAutoConfiguration.class));

	@Test
	void scheduledRunsOnTheLoopOnlyIfItNamesTheScheduler() {
		this.runner.run((context) -> {
			assertThat(context.getBean("chatScheduler")).isInstanceOf(WorkerTaskScheduler.class);
			assertThreads(context.getBean(Jobs.class), "workerman-chat-0", "scheduling-");
		});
	}

	@Test
	void taskSchedulerOfSpringBootStays() {
		this.runner.run((context) -> {
			assertThat(context.getBean("taskScheduler")).isInstanceOf(ThreadPoolTaskScheduler.class);
			assertThat(context.getBeanProvider(TaskScheduler.class).getIfUnique())
				.isSameAs(context.getBean("taskScheduler"));
			assertThat(context.getBean(TaskScheduler.class)).isSameAs(context.getBean("taskScheduler"));
		});
	}

	@Test
	void taskSchedulerOfTheApplicationStays() {
		this.runner.withBean("mine", SimpleAsyncTaskScheduler.class, () -> {
			SimpleAsyncTaskScheduler scheduler = new SimpleAsyncTaskScheduler();
			scheduler.setThreadNamePrefix("mine-");
			return scheduler;
		}).run((context) -> {
			assertThat(context).doesNotHaveBean("taskScheduler");
			assertThreads(context.getBean(Jobs.class), "workerman-chat-0", "mine-");
		});
	}

	@Test
	void executorOfTheApplicationStays() {
		this.runner
			.withBean("mine", ScheduledExecutorService.class,
					() -> Executors.newSingleThreadScheduledExecutor((task) -> new Thread(task, "mine-1")))
			.run((context) -> assertThreads(context.getBean(Jobs.class), "workerman-chat-0", "mine-1"));
	}

	@Test
	void plainScheduledIsNeverOnTheLoopWithoutAnyOtherScheduler() {
		this.workers.run((context) -> {
			Jobs jobs = context.getBean(Jobs.class);
			await().until(() -> jobs.threads.containsKey("plain"));
			assertThat(jobs.threads.get("plain")).doesNotStartWith("workerman");
		});
	}

	@Test
	void plainScheduledIsNeverOnALoopOfTwoWithoutAnyOtherScheduler() {
		this.workers.withPropertyValues("workerman.listeners.two=").run((context) -> {
			Jobs jobs = context.getBean(Jobs.class);
			await().until(() -> jobs.threads.containsKey("plain"));
			assertThat(jobs.threads.get("plain")).doesNotStartWith("workerman");
		});
	}

	@Test
	void nothingIsAddedWithoutScheduling() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(WorkermanAutoConfiguration.class, TaskSchedulingAutoConfiguration.class))
			.withPropertyValues("workerman.listeners.chat=")
			.run((context) -> assertThat(context.getBeansOfType(TaskScheduler.class))
				.containsOnlyKeys("chatScheduler"));
	}

	@Test
	void workerOfTheApplicationHasOneToo() {
		this.runner.withUserConfiguration(Built.class)
			.run((context) -> assertThat(context.getBeansOfType(WorkerTaskScheduler.class))
				.containsOnlyKeys("chatScheduler", "builtScheduler"));
	}

	@Test
	void beanOfTheNameStays() {
		this.runner.withBean("chatScheduler", ThreadPoolTaskScheduler.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean("chatScheduler")).isInstanceOf(ThreadPoolTaskScheduler.class);
		});
	}

	@Test
	void injectedByName() {
		this.runner.withBean(Injected.class)
			.run((context) -> assertThat(context.getBean(Injected.class).chatScheduler)
				.isInstanceOf(WorkerTaskScheduler.class));
	}

	@Test
	void tasksStayThroughStopAndStartOfTheWorkerAndEndWithTheContext() {
		AtomicInteger runs = new AtomicInteger();
		AtomicReference<ScheduledFuture<?>> future = new AtomicReference<>();
		this.runner.run((context) -> {
			TaskScheduler scheduler = context.getBean("chatScheduler", TaskScheduler.class);
			future.set(scheduler.scheduleAtFixedRate(runs::incrementAndGet, Duration.ofMillis(10)));
			await().until(() -> runs.get() > 2);
			context.getSourceApplicationContext().stop();
			int stopped = runs.get();
			context.getSourceApplicationContext().start();
			await().until(() -> runs.get() > stopped + 2);
		});
		assertThat(future.get().isCancelled()).isTrue();
	}

	@Test
	void lazyInitialization() {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThreads(context.getBean(Jobs.class), "workerman-chat-0", "scheduling-"));
	}

	@Test
	void tasksReachBeansOfTheirProcess() {
		this.runner.withUserConfiguration(ScopedConfiguration.class).run((context) -> {
			Scoped scoped = context.getBean(Scoped.class);
			TaskScheduler scheduler = context.getBean("chatScheduler", TaskScheduler.class);
			AtomicInteger seen = new AtomicInteger();
			scheduler.scheduleAtFixedRate(() -> seen.set(scoped.increment()), Duration.ofMillis(10));
			await().until(() -> seen.get() > 2);
		});
	}

	@Test
	void tasksAndTimersAreInTheEndpoint() {
		this.runner.withBean(Timers.class).run((context) -> {
			List<ScheduledTaskHolder> holders = context.getBeanProvider(ScheduledTaskHolder.class)
				.orderedStream()
				.toList();
			ScheduledTasksDescriptor tasks = new ScheduledTasksEndpoint(holders).scheduledTasks();
			String here = WorkerSchedulerTests.class.getName();
			assertThat(tasks.getFixedRate()).extracting((task) -> task.getRunnable().getTarget())
				.containsExactlyInAnyOrder(here + "$Jobs.onLoop", here + "$Jobs.plain",
						here + "$Timers.tick(WorkerProcess) on workerman-chat-0");
			assertThat(tasks.getCron()).extracting((task) -> task.getRunnable().getTarget())
				.containsExactly(here + "$Timers.midnight() on workerman-chat-0");
		});
	}

	private static void assertThreads(Jobs jobs, String loop, String plain) {
		await().until(() -> jobs.threads.size() == 2);
		assertThat(jobs.threads.get("loop")).isEqualTo(loop);
		assertThat(jobs.threads.get("plain")).startsWith(plain);
	}

	@EnableScheduling
	@Configuration(proxyBeanMethods = false)
	static class Jobs {

		private final Map<String, String> threads = new ConcurrentHashMap<>();

		@Scheduled(fixedRate = 60_000, scheduler = "chatScheduler")
		void onLoop() {
			this.threads.put("loop", Thread.currentThread().getName());
		}

		@Scheduled(fixedRate = 60_000)
		void plain() {
			this.threads.put("plain", Thread.currentThread().getName());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Built {

		@Bean
		Worker built() {
			return Worker.builder("other").build();
		}

	}

	static class Injected {

		@Resource(name = "chatScheduler")
		private TaskScheduler chatScheduler;

	}

	@Configuration(proxyBeanMethods = false)
	static class ScopedConfiguration {

		@Bean
		@WorkerScope
		Scoped scoped() {
			return new Scoped();
		}

	}

	static class Scoped {

		private int count;

		int increment() {
			return ++this.count;
		}

	}

	@WorkerHandler("chat")
	static class Timers {

		@OnTimer(interval = "1h")
		void tick(WorkerProcess process) {
		}

		@OnTimer(cron = "@midnight")
		void midnight() {
		}

	}

}
