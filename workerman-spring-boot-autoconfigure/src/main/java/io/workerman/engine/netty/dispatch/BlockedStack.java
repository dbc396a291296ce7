package io.workerman.engine.netty.dispatch;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The stack of a blocked thread, in the form in which logs show stacks.
 */
final class BlockedStack extends Throwable {

	private static final List<String> OURS = List.of("io.workerman.engine.", "io.workerman.invocation.");

	private static final List<String> OTHERS = List.of("java.", "jdk.", "sun.", "io.netty.", "org.springframework.");

	BlockedStack(String thread, StackTraceElement[] stack) {
		super("Stack of the thread " + thread, null, false, true);
		setStackTrace(stack);
	}

	/**
	 * Find the method of the application that the engine has called.
	 * @param stack the stack
	 * @return the class and method, or {@code null} if it is not known
	 */
	static @Nullable String callback(StackTraceElement[] stack) {
		boolean called = false;
		for (int i = stack.length - 1; i >= 0; i--) {
			String type = stack[i].getClassName();
			if (OURS.stream().anyMatch(type::startsWith)) {
				called = true;
			}
			else if (called && !type.contains("$$") && OTHERS.stream().noneMatch(type::startsWith)) {
				return type + "." + stack[i].getMethodName();
			}
		}
		return null;
	}

}
