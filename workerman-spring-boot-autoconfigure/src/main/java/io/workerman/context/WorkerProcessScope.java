package io.workerman.context;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.Scope;

import io.workerman.annotation.WorkerScope;
import io.workerman.engine.CallbackSource;
import io.workerman.engine.Callbacks;
import io.workerman.engine.WorkerProcess;

/**
 * The scope of {@link WorkerScope} beans: one instance for each process of a worker. The
 * thread of a process knows its beans, nobody else can reach them.
 */
public final class WorkerProcessScope implements Scope, BeanFactoryPostProcessor {

	private static final Log logger = LogFactory.getLog(WorkerProcessScope.class);

	private static final ThreadLocal<@Nullable ProcessBeans> beans = new ThreadLocal<>();

	private @Nullable BeanFactory beanFactory;

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		beanFactory.registerScope(WorkerScope.NAME, this);
	}

	/**
	 * Make a source of callbacks for whose processes the scope is active.
	 * @param callbacks the callbacks themselves, which may use beans of the scope, or
	 * {@code null} if there are none
	 * @return the source
	 */
	public CallbackSource around(@Nullable CallbackSource callbacks) {
		return new ScopedCallbacks(callbacks);
	}

	@Override
	public Object get(String name, ObjectFactory<?> objectFactory) {
		ProcessBeans ofProcess = current(name);
		Object bean = ofProcess.instances.get(name);
		if (bean == null) {
			bean = objectFactory.getObject();
			ofProcess.instances.put(name, bean);
		}
		return bean;
	}

	@Override
	public @Nullable Object remove(String name) {
		return current(name).instances.remove(name);
	}

	@Override
	public void registerDestructionCallback(String name, Runnable callback) {
		current(name).destructions.push(callback);
	}

	@Override
	public @Nullable String getConversationId() {
		ProcessBeans ofProcess = beans.get();
		return (ofProcess != null) ? ofProcess.process.threadName() : null;
	}

	private ProcessBeans current(String name) {
		ProcessBeans ofProcess = beans.get();
		if (ofProcess == null) {
			throw new IllegalStateException(
					"Bean '%s' has @WorkerScope and lives on the processes of workers; the thread '%s' is none. "
						.formatted(name, Thread.currentThread().getName())
							+ "Use it in a callback or timer, or through WorkerProcess.execute(…)");
		}
		return ofProcess;
	}

	// A bean that cannot be made has to fail the reload, not the first message after it
	private void makeAgain(@Nullable ProcessBeans old) {
		BeanFactory beanFactory = this.beanFactory;
		if (old != null && beanFactory != null) {
			Set.copyOf(old.instances.keySet()).forEach(beanFactory::getBean);
		}
	}

	/**
	 * Begins and ends the life of the beans around other callbacks.
	 */
	private final class ScopedCallbacks implements CallbackSource {

		private final @Nullable CallbackSource callbacks;

		ScopedCallbacks(@Nullable CallbackSource callbacks) {
			this.callbacks = callbacks;
		}

		@Override
		public Callbacks bind(WorkerProcess process) throws Exception {
			ProcessBeans made = new ProcessBeans(process);
			beans.set(made);
			try {
				return (this.callbacks != null) ? this.callbacks.bind(process) : Callbacks.NONE;
			}
			catch (Throwable ex) {
				made.destroy();
				beans.remove();
				throw ex;
			}
		}

		@Override
		public Renewal renew(WorkerProcess process) throws Exception {
			ProcessBeans old = beans.get();
			ProcessBeans made = new ProcessBeans(process);
			beans.set(made);
			try {
				Renewal renewal = (this.callbacks != null) ? this.callbacks.renew(process) : () -> Callbacks.NONE;
				makeAgain(old);
				return new ScopedRenewal(renewal, old, made);
			}
			catch (Throwable ex) {
				made.destroy();
				throw ex;
			}
			finally {
				beans.set(old);
			}
		}

		@Override
		public void release(WorkerProcess process) {
			try {
				if (this.callbacks != null) {
					this.callbacks.release(process);
				}
			}
			finally {
				ProcessBeans ofProcess = beans.get();
				if (ofProcess != null) {
					ofProcess.destroy();
					beans.remove();
				}
			}
		}

	}

	/**
	 * New callbacks with new beans. The old beans live until the old callbacks are given
	 * up.
	 *
	 * @param callbacksRenewal the new callbacks
	 * @param old the beans in use
	 * @param made the beans of the new callbacks
	 */
	private record ScopedRenewal(CallbackSource.Renewal callbacksRenewal, @Nullable ProcessBeans old,
			ProcessBeans made) implements CallbackSource.Renewal {

		@Override
		public Callbacks callbacks() {
			return this.callbacksRenewal.callbacks();
		}

		@Override
		public void commit() {
			try {
				this.callbacksRenewal.commit();
			}
			finally {
				if (this.old != null) {
					this.old.destroy();
				}
				beans.set(this.made);
			}
		}

		@Override
		public void discard() {
			beans.set(this.made);
			try {
				this.callbacksRenewal.discard();
			}
			finally {
				this.made.destroy();
				beans.set(this.old);
			}
		}

	}

	/**
	 * The beans of one process.
	 */
	private static final class ProcessBeans {

		private final WorkerProcess process;

		private final Map<String, Object> instances = new HashMap<>();

		private final Deque<Runnable> destructions = new ArrayDeque<>();

		ProcessBeans(WorkerProcess process) {
			this.process = process;
		}

		void destroy() {
			while (!this.destructions.isEmpty()) {
				try {
					this.destructions.pop().run();
				}
				catch (Exception ex) {
					logger.warn("A bean of %s could not be destroyed".formatted(this.process.threadName()), ex);
				}
			}
			this.instances.clear();
		}

	}

}
