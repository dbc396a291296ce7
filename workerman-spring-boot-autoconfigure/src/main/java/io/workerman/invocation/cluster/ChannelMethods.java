package io.workerman.invocation.cluster;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
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

	private final ChannelClient channels;

	private final List<Runnable> ends = new ArrayList<>();

	/**
	 * Create the methods.
	 * @param beanFactory where to look for them
	 * @param channels where they subscribe
	 */
	public ChannelMethods(ConfigurableListableBeanFactory beanFactory, ChannelClient channels) {
		this.beanFactory = beanFactory;
		this.channels = channels;
	}

	/**
	 * Finds the methods. Those of singletons subscribe now, the others when their process
	 * starts.
	 * @param workers all workers
	 * @throws HandlerException if a method cannot be called
	 */
	public void subscribe(Collection<Worker> workers) {
		BeanMethods methods = new BeanMethods(this.beanFactory);
		methods.visit(OnChannel.class, (method, channel) -> subscribe(method, channel, workers));
		methods.visit(OnQueue.class, this::watch);
	}

	private void subscribe(FoundMethod found, OnChannel channel, Collection<Worker> workers) {
		String name = found.beanName();
		Method method = found.method();
		DataMethod called = DataMethod.of("@OnChannel", method, found.beanType());
		if (!found.perProcess()) {
			Object bean = this.beanFactory.getBean(name);
			Arrays.stream(channel.value())
				.forEach((event) -> this.ends.add(this.channels.subscribe(event, called.dataType(),
						new Subscriber(name, method, null), null, (data) -> called.call(bean, data))));
			return;
		}
		Object proxy = this.beanFactory.getBean(name);
		WorkerHandler handler = AnnotatedElementUtils.findMergedAnnotation(found.beanType(), WorkerHandler.class);
		Set<String> listeners = (handler != null) ? Set.of(handler.value()) : Set.of();
		workers.stream()
			.filter((worker) -> listeners.isEmpty() || listeners.contains(worker.name()))
			.forEach((worker) -> subscribeEach(worker,
					(process) -> Arrays.stream(channel.value())
						.map((event) -> this.channels.subscribe(event, called.dataType(),
								new Subscriber(name, method, process), process, (data) -> called.call(proxy, data)))
						.toList()));
	}

	private static void subscribeEach(Worker worker, ProcessSubscriptions subscriptions) {
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
		DataMethod called = DataMethod.of("@OnQueue", found.method(), found.beanType());
		if (found.perProcess()) {
			throw new HandlerException(
					"The @OnQueue method '%s' belongs to a @WorkerScope bean, but jobs are done off the event loops"
						.formatted(called),
					"Move the method to a singleton.");
		}
		Object bean = this.beanFactory.getBean(found.beanName());
		try {
			Duration delay = DurationStyle.detectAndParse(queue.delay());
			Retry retry = new Retry(queue.attempts(), delay);
			for (int i = 0; i < Math.max(1, queue.concurrency()); i++) {
				this.ends.add(this.channels.watch(queue.value(), called.dataType(), retry,
						(data) -> called.call(bean, data)));
			}
		}
		catch (IllegalArgumentException ex) {
			throw new HandlerException(
					"The @OnQueue method '%s' has impossible values: %s".formatted(called, ex.getMessage()),
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
	 * @param bean the name of the bean
	 * @param method the method
	 * @param process the process, or {@code null} if it is that of the JVM
	 */
	private record Subscriber(String bean, Method method, @Nullable WorkerProcess process) {

	}

	/**
	 * Begins the subscriptions of a process.
	 */
	@FunctionalInterface
	private interface ProcessSubscriptions {

		List<Runnable> begin(WorkerProcess process);

	}

}
