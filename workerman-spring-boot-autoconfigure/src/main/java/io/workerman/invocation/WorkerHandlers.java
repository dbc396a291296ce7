package io.workerman.invocation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.Order;
import org.springframework.core.annotation.OrderUtils;
import org.springframework.util.ClassUtils;

import io.workerman.annotation.WorkerHandler;
import io.workerman.annotation.WorkerScope;
import io.workerman.context.CallInterceptor;
import io.workerman.engine.CallbackSource;
import io.workerman.engine.HandshakeRequest;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkersOptions;
import io.workerman.invocation.HandlerEvent.Argument;

/**
 * The {@link WorkerHandler} beans of an application.
 */
public final class WorkerHandlers {

	private final ConfigurableListableBeanFactory beanFactory;

	private final WorkersOptions options;

	private final TimerTasks timers;

	private final List<HandlerBean> handlers;

	/**
	 * Find the handlers.
	 * @param beanFactory where to look for them
	 * @param options what the workers share
	 * @param timers is told of the timers that run
	 * @throws HandlerException if a handler has a method that cannot be called
	 */
	public WorkerHandlers(ConfigurableListableBeanFactory beanFactory, WorkersOptions options, TimerTasks timers) {
		this.beanFactory = beanFactory;
		this.options = options;
		this.timers = timers;
		Set<String> names = new LinkedHashSet<>();
		for (String name : beanFactory.getBeanNamesForAnnotation(WorkerHandler.class)) {
			names.add(ScopedProxyUtils.isScopedTarget(name) ? ScopedProxyUtils.getOriginalBeanName(name) : name);
		}
		this.handlers = names.stream().map(this::handler).sorted().map(OrderedHandler::bean).toList();
	}

	private OrderedHandler handler(String name) {
		String targetName = ScopedProxyUtils.getTargetBeanName(name);
		String instanceName = isPerProcess(targetName) ? targetName : name;
		Object singleton = this.beanFactory.isSingleton(instanceName) ? this.beanFactory.getBean(instanceName) : null;
		Class<?> type = (singleton != null) ? AopProxyUtils.ultimateTargetClass(singleton)
				: AutoProxyUtils.determineTargetClass(this.beanFactory, instanceName);
		Class<?> userType = ClassUtils.getUserClass(Objects.requireNonNull(type, instanceName));
		WorkerHandler annotation = Objects
			.requireNonNull(AnnotatedElementUtils.findMergedAnnotation(userType, WorkerHandler.class));
		HandlerBean bean = new HandlerBean(this.beanFactory, instanceName,
				new LinkedHashSet<>(Arrays.asList(annotation.value())),
				new LinkedHashSet<>(Arrays.asList(annotation.client())), HandlerMethodParser.parseAll(userType),
				singleton);
		if (singleton != null) {
			bean.check(singleton);
		}
		return new OrderedHandler(order(singleton, instanceName, userType), bean);
	}

	private int order(@Nullable Object singleton, String beanName, Class<?> type) {
		if (singleton instanceof Ordered ordered) {
			return ordered.getOrder();
		}
		// also finds the annotation of a factory method
		Order order = this.beanFactory.findAnnotationOnBean(beanName, Order.class);
		return (order != null) ? order.value() : OrderUtils.getOrder(type, Ordered.LOWEST_PRECEDENCE);
	}

	private boolean isPerProcess(String targetName) {
		return this.beanFactory.containsBeanDefinition(targetName)
				&& WorkerScope.NAME.equals(this.beanFactory.getMergedBeanDefinition(targetName).getScope());
	}

	/**
	 * The listeners that handlers name.
	 * @return the names, by the name of the handler bean
	 */
	public Map<String, Set<String>> listeners() {
		return this.handlers.stream()
			.collect(Collectors.toMap(HandlerBean::name, HandlerBean::listeners, (one, other) -> one,
					LinkedHashMap::new));
	}

	/**
	 * The clients that handlers name.
	 * @return the names, by the name of the handler bean
	 */
	public Map<String, Set<String>> clients() {
		return this.handlers.stream()
			.collect(
					Collectors.toMap(HandlerBean::name, HandlerBean::clients, (one, other) -> one, LinkedHashMap::new));
	}

	/**
	 * Make the source of callbacks for a client. What happens to a process is told to a
	 * handler once, even if it serves the worker of that process too.
	 * @param client the name of the client
	 * @param scheme the scheme of its address
	 * @param workerNames the names under which handlers know the worker on whose
	 * processes it lives
	 * @return the source, or {@code null} if no handler serves the client
	 * @throws HandlerException if it is not clear which method takes its messages, or
	 * when a timer is to run
	 */
	public @Nullable CallbackSource clientCallbacks(String client, String scheme, Set<String> workerNames) {
		List<HandlerBean> serving = this.handlers.stream()
			.filter((handler) -> handler.clients().contains(client))
			.map((handler) -> workerNames.stream().anyMatch(handler::serves) ? handler.ofConnections() : handler)
			.toList();
		serving.forEach(WorkerHandlers::checkHandshake);
		return serving.isEmpty() ? null : source(client, Wire.of(scheme), serving);
	}

	private static void checkHandshake(HandlerBean handler) {
		for (HandlerMethod method : handler.methods()) {
			for (Argument argument : method.arguments()) {
				if (method.event() == HandlerEvent.HANDSHAKE && argument.position() == 1
						&& argument.type() != HandshakeRequest.class) {
					throw new HandlerException(
							"The @OnWebSocketConnect method '%s' takes a %s, but a client gets the answer of the server"
								.formatted(method, argument.type().getSimpleName()),
							"Take a HandshakeRequest, which both are, or let another class handle the client.");
				}
			}
		}
	}

	/**
	 * Make the source of callbacks for a worker.
	 * @param worker the worker
	 * @param names the names under which handlers know it
	 * @return the source, or {@code null} if no handler serves the worker
	 * @throws HandlerException if it is not clear which method takes its messages, or
	 * when a timer is to run
	 */
	public @Nullable CallbackSource callbacks(Worker worker, Set<String> names) {
		List<HandlerBean> serving = this.handlers.stream()
			.filter((handler) -> names.stream().anyMatch(handler::serves))
			.toList();
		return serving.isEmpty() ? null : source(worker.name(), Wire.of(worker.options(), this.options), serving);
	}

	private CallbackSource source(String name, Wire wire, List<HandlerBean> serving) {
		List<HandlerMethod> messageMethods = new ArrayList<>();
		serving.forEach((handler) -> handler.methods()
			.stream()
			.filter((method) -> method.event() == HandlerEvent.MESSAGE)
			.forEach(messageMethods::add));
		MessageDispatch messages = new MessageDispatch(name, wire, messageMethods);
		checkJson(messages.readsJson());
		return new HandlerCallbacks(serving, messages, this.options.json(),
				new HandlerTimers(serving, this.beanFactory::resolveEmbeddedValue, this.timers),
				this.beanFactory.getBeanProvider(CallInterceptor.class).orderedStream().toList());
	}

	private void checkJson(@Nullable HandlerMethod method) {
		try {
			if (method != null) {
				this.options.json().get().write("");
			}
		}
		catch (IllegalStateException ex) {
			throw new HandlerException(
					"The @OnMessage method '%s' takes messages of type '%s', which are read from JSON, but there is no JSON library"
						.formatted(method, method.message()),
					"Add Jackson (tools.jackson.core:jackson-databind) to the class path,"
							+ " or take the message as String or byte[].");
		}
	}

	/**
	 * A handler and its place among others.
	 *
	 * @param order the order
	 * @param bean the handler
	 */
	private record OrderedHandler(int order, HandlerBean bean) implements Comparable<OrderedHandler> {

		@Override
		public int compareTo(OrderedHandler other) {
			return Integer.compare(this.order, other.order);
		}

	}

}
