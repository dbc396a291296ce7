package io.workerman.invocation.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.annotation.AnnotatedElementUtils;

import io.workerman.annotation.OnChannel;
import io.workerman.annotation.OnQueue;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.Callbacks;
import io.workerman.engine.CallbacksBuilder;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.cluster.ChannelClient;
import io.workerman.engine.cluster.Retry;
import io.workerman.invocation.HandlerException;
import io.workerman.invocation.bean.BeanMethods;
import io.workerman.invocation.bean.BeanMethods.FoundMethod;

/**
 * The {@link OnChannel} and {@link OnQueue} methods of all beans.
 */
public final class ChannelMethods implements DisposableBean {

	private final ConfigurableListableBeanFactory beanFactory;

	private final ObjectProvider<ChannelClient> channels;

	private final List<Runnable> ends = new ArrayList<>();

	/**
	 * Create the methods.
	 * @param beanFactory where to look for them
	 * @param channels where they subscribe, asked for by the first of them
	 */
	public ChannelMethods(ConfigurableListableBeanFactory beanFactory, ObjectProvider<ChannelClient> channels) {
		this.beanFactory = beanFactory;
		this.channels = channels;
	}

	/**
	 * Finds the methods. Those of singletons subscribe now, the others when their process
	 * starts.
	 * @param workers all workers by the names of their beans
	 * @throws HandlerException if a method cannot be called
	 */
	public void subscribe(Map<String, Worker> workers) {
		BeanMethods methods = new BeanMethods(this.beanFactory);
		methods.visit(OnChannel.class, (method, channel) -> subscribe(method, channel, workers));
		methods.visit(OnQueue.class, this::watch);
	}

	private void subscribe(FoundMethod found, OnChannel channel, Map<String, Worker> workers) {
		DataMethod method = DataMethod.of("@OnChannel", found, this.beanFactory.getBean(found.beanName()));
		ChannelClient channels = this.channels.getObject();
		Subscriptions subscriptions = (process) -> Arrays.stream(channel.value())
			.map((event) -> channels.subscribe(event, method.dataType(), new Subscriber(found, process), process,
					method::call))
			.toList();
		if (!found.perProcess()) {
			this.ends.addAll(subscriptions.begin(null));
			return;
		}
		WorkerHandler handler = AnnotatedElementUtils.findMergedAnnotation(found.beanType(), WorkerHandler.class);
		List<String> listeners = (handler != null) ? List.of(handler.value()) : List.of();
		workers.forEach((bean, worker) -> {
			if (listeners.isEmpty() || listeners.contains(bean) || listeners.contains(worker.name())) {
				subscribeEach(worker, subscriptions);
			}
		});
	}

	private static void subscribeEach(Worker worker, Subscriptions subscriptions) {
		Map<WorkerProcess, List<Runnable>> ends = new ConcurrentHashMap<>();
		Callbacks callbacks = new CallbacksBuilder()
			.workerStart((process) -> ends.put(process, subscriptions.begin(process)))
			.workerStop((process) -> {
				List<Runnable> ended = ends.remove(process);
				if (ended != null) {
					ended.forEach(Runnable::run);
				}
			})
			.build();
		worker.bind((process) -> callbacks);
	}

	private void watch(FoundMethod found, OnQueue queue) {
		DataMethod method = DataMethod.of("@OnQueue", found, this.beanFactory.getBean(found.beanName()));
		found.checkShared("@OnQueue", "jobs");
		try {
			Duration delay = DurationStyle.detectAndParse(queue.delay());
			Retry retry = new Retry(queue.attempts(), delay);
			ChannelClient channels = this.channels.getObject();
			for (int i = 0; i < Math.max(1, queue.concurrency()); i++) {
				this.ends.add(channels.watch(queue.value(), method.dataType(), retry, method::call));
			}
		}
		catch (IllegalArgumentException ex) {
			throw new HandlerException(
					"The @OnQueue method '%s' has impossible values: %s".formatted(found, ex.getMessage()),
					"Correct the values of the annotation.");
		}
	}

	@Override
	public void destroy() {
		this.ends.forEach(Runnable::run);
	}

	/**
	 * Whose subscription it is.
	 *
	 * @param method the method
	 * @param process the process, or {@code null} if it is that of the JVM
	 */
	private record Subscriber(FoundMethod method, @Nullable WorkerProcess process) {

	}

	/**
	 * The subscriptions of a method.
	 */
	@FunctionalInterface
	private interface Subscriptions {

		List<Runnable> begin(@Nullable WorkerProcess process);

	}

}
