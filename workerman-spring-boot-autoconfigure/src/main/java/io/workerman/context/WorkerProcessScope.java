package io.workerman.context;

import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

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
import io.workerman.engine.WorkerFactory;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.WorkerProcess.ExitReason;

/**
 * The scope of {@link WorkerScope} beans: one instance for each process, also if several
 * workers share it. Its callbacks know its beans, also off its thread; nobody else can
 * reach them.
 */
public final class WorkerProcessScope implements Scope, BeanFactoryPostProcessor {

	private static final Log logger = LogFactory.getLog(WorkerProcessScope.class);

	private static final ThreadLocal<@Nullable ProcessBeans> beans = new ThreadLocal<>();

	private static final Map<WorkerProcess, ProcessBeans> beansElsewhere = new ConcurrentHashMap<>();

	private final WorkerFactory engine = WorkerFactory.load();

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
		return current(name).get(name, objectFactory);
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
		ProcessBeans ofProcess = find();
		return (ofProcess != null) ? ofProcess.process.threadName() : null;
	}

	private @Nullable ProcessBeans find() {
		ProcessBeans ofThread = beans.get();
		if (ofThread != null) {
			return ofThread;
		}
		WorkerProcess process = this.engine.callingProcess();
		return (process != null) ? beansElsewhere.get(process.host()) : null;
	}

	private ProcessBeans current(String name) {
		ProcessBeans ofProcess = find();
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
			if (beans.get() == null) {
				ProcessBeans made = new ProcessBeans(process);
				beans.set(made);
				beansElsewhere.put(process.host(), made);
			}
			try {
				return (this.callbacks != null) ? this.callbacks.bind(process) : Callbacks.NONE;
			}
			catch (Throwable ex) {
				end(process);
				throw ex;
			}
		}

		private void end(WorkerProcess process) {
			ProcessBeans ofProcess = beans.get();
			if (ofProcess != null && ofProcess.process == process) {
				beansElsewhere.remove(process.host());
				ofProcess.destroy();
				beans.remove();
			}
		}

		@Override
		public Renewal renew(WorkerProcess process) throws Exception {
			ProcessBeans old = beans.get();
			if (old != null && old.process != process) {
				return renewGuest(process, old);
			}
			ProcessBeans made = new ProcessBeans(process);
			beans.set(made);
			try {
				Renewal renewal = renewCallbacks(process);
				makeAgain(old);
				if (old != null) {
					old.successor = made;
				}
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

		/**
		 * The beans are renewed with the process that owns them, just before.
		 */
		private Renewal renewGuest(WorkerProcess process, ProcessBeans old) throws Exception {
			ProcessBeans made = (old.successor != null) ? old.successor : old;
			beans.set(made);
			try {
				return new GuestRenewal(renewCallbacks(process), old, made);
			}
			finally {
				beans.set(old);
			}
		}

		private Renewal renewCallbacks(WorkerProcess process) throws Exception {
			return (this.callbacks != null) ? this.callbacks.renew(process) : () -> Callbacks.NONE;
		}

		@Override
		public void release(WorkerProcess process) {
			try {
				if (this.callbacks != null) {
					this.callbacks.release(process);
				}
			}
			finally {
				end(process);
			}
		}

	}

	/**
	 * New callbacks, whose beans are seen to beside.
	 */
	private interface BeanRenewal extends CallbackSource.Renewal {

		CallbackSource.Renewal callbacksRenewal();

		@Override
		default Callbacks callbacks() {
			return callbacksRenewal().callbacks();
		}

		@Override
		default Callbacks lasting() {
			return callbacksRenewal().lasting();
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
			ProcessBeans made) implements BeanRenewal {

		@Override
		public void commit() {
			try {
				this.callbacksRenewal.commit();
			}
			finally {
				beansElsewhere.put(this.made.process.host(), this.made);
				beans.set(this.made);
			}
		}

		@Override
		public void retire(ExitReason reason) {
			ProcessBeans current = beans.get();
			beans.set(this.old);
			try {
				this.callbacksRenewal.retire(reason);
			}
			finally {
				beans.set(current);
				if (this.old != null) {
					this.old.destroy();
				}
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
				if (this.old != null) {
					this.old.successor = null;
				}
			}
		}

	}

	/**
	 * New callbacks of a process that has its beans from another.
	 *
	 * @param callbacksRenewal the new callbacks
	 * @param old the beans of the old callbacks
	 * @param made the beans of the new callbacks
	 */
	private record GuestRenewal(CallbackSource.Renewal callbacksRenewal, ProcessBeans old,
			ProcessBeans made) implements BeanRenewal {

		@Override
		public void commit() {
			this.callbacksRenewal.commit();
		}

		@Override
		public void retire(ExitReason reason) {
			with(this.old, () -> this.callbacksRenewal.retire(reason));
		}

		@Override
		public void discard() {
			with(this.made, this.callbacksRenewal::discard);
		}

		private static void with(ProcessBeans used, Runnable action) {
			ProcessBeans current = beans.get();
			beans.set(used);
			try {
				action.run();
			}
			finally {
				beans.set(current);
			}
		}

	}

	/**
	 * The beans of one process.
	 */
	private static final class ProcessBeans {

		private final WorkerProcess process;

		private final Map<String, Object> instances = new ConcurrentHashMap<>();

		private final Deque<Runnable> destructions = new ConcurrentLinkedDeque<>();

		private final Lock making = new ReentrantLock();

		/**
		 * The beans that are about to replace these. Only the process looks at it.
		 */
		private @Nullable ProcessBeans successor;

		ProcessBeans(WorkerProcess process) {
			this.process = process;
		}

		Object get(String name, ObjectFactory<?> objectFactory) {
			Object bean = this.instances.get(name);
			return (bean != null) ? bean : make(name, objectFactory);
		}

		private Object make(String name, ObjectFactory<?> objectFactory) {
			this.making.lock();
			try {
				Object bean = this.instances.get(name);
				if (bean == null) {
					bean = objectFactory.getObject();
					this.instances.put(name, bean);
				}
				return bean;
			}
			finally {
				this.making.unlock();
			}
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
