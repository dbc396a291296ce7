package io.workerman.invocation;

import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;

/**
 * Turns reactive types into those of the JDK: what has one value into a stage, what has
 * many into a {@link java.util.concurrent.Flow.Publisher}. Only used if Reactive Streams
 * is present.
 */
final class ReactiveReturn {

	private ReactiveReturn() {
	}

	/**
	 * Find out how values of a type are adapted.
	 * @param declaredType the type
	 * @param maybePublisher whether a value may be a {@link Publisher} although the type
	 * does not say so
	 * @return the adapter, or {@code null} if none is needed
	 */
	static @Nullable UnaryOperator<Object> adapter(Class<?> declaredType, boolean maybePublisher) {
		ReactiveAdapterRegistry registry = ReactiveAdapterRegistry.getSharedInstance();
		ReactiveAdapter adapter = (declaredType != Object.class) ? registry.getAdapter(declaredType) : null;
		if (adapter != null) {
			return (value) -> adapt(adapter, value);
		}
		if (Publisher.class.isAssignableFrom(declaredType)) {
			return (value) -> FlowAdapters.toFlowPublisher((Publisher<?>) value);
		}
		return maybePublisher ? ReactiveReturn::adaptPublisher : null;
	}

	private static Object adaptPublisher(Object value) {
		if (!(value instanceof Publisher<?> publisher)) {
			return value;
		}
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(null, value);
		return (adapter != null) ? adapt(adapter, value) : FlowAdapters.toFlowPublisher(publisher);
	}

	private static Object adapt(ReactiveAdapter adapter, Object value) {
		Publisher<Object> publisher = adapter.toPublisher(value);
		if (adapter.isMultiValue()) {
			return FlowAdapters.toFlowPublisher(publisher);
		}
		First first = new First();
		publisher.subscribe(first);
		return first;
	}

	/**
	 * Completes with the one value of a publisher.
	 */
	private static final class First extends CompletableFuture<@Nullable Object> implements Subscriber<Object> {

		@Override
		public void onSubscribe(Subscription subscription) {
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(Object value) {
			complete(value);
		}

		@Override
		public void onError(Throwable failure) {
			completeExceptionally(failure);
		}

		@Override
		public void onComplete() {
			complete(null);
		}

	}

}
