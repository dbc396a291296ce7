package io.workerman.invocation.task;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

import io.workerman.annotation.OnFinish;
import io.workerman.annotation.OnTask;
import io.workerman.engine.task.TaskWorkers;
import io.workerman.invocation.HandlerException;
import io.workerman.invocation.bean.BeanMethods;
import io.workerman.invocation.bean.BeanMethods.FoundMethod;
import io.workerman.invocation.bean.MethodCall;

/**
 * The {@link OnTask} and {@link OnFinish} methods of all beans.
 */
public final class TaskMethods {

	private final ConfigurableListableBeanFactory beanFactory;

	private final TaskWorkers tasks;

	/**
	 * Create the methods.
	 * @param beanFactory where to look for them
	 * @param tasks does tasks with them
	 */
	public TaskMethods(ConfigurableListableBeanFactory beanFactory, TaskWorkers tasks) {
		this.beanFactory = beanFactory;
		this.tasks = tasks;
	}

	/**
	 * Finds the methods and lets tasks be done with them.
	 * @throws HandlerException if a method cannot be called
	 */
	public void bind() {
		BeanMethods methods = new BeanMethods(this.beanFactory);
		methods.visit(OnTask.class, (method, annotation) -> addTask(method));
		methods.visit(OnFinish.class, (method, annotation) -> addFinish(method));
	}

	private void addTask(FoundMethod found) {
		TaskMethod method = TaskMethod.of("@OnTask", found);
		found.checkShared("@OnTask", "tasks");
		MethodCall call = call(found);
		add(method, "@OnTask",
				() -> this.tasks.onTask(method.type(), (task, data) -> call.call(method.arguments(task, data))));
	}

	private void addFinish(FoundMethod found) {
		TaskMethod method = TaskMethod.of("@OnFinish", found);
		MethodCall call = call(found);
		add(method, "@OnFinish",
				() -> this.tasks.onFinish(method.type(), (task, result) -> call.call(method.arguments(task, result))));
	}

	private MethodCall call(FoundMethod found) {
		return new MethodCall(this.beanFactory.getBean(found.beanName()), found.method());
	}

	private static void add(TaskMethod method, String annotation, Runnable addition) {
		try {
			addition.run();
		}
		catch (IllegalArgumentException ex) {
			throw new HandlerException("The %s method '%s' is the second one for '%s'".formatted(annotation, method,
					method.type().getName()), "Remove one of the two, or let it take another type.");
		}
	}

}
