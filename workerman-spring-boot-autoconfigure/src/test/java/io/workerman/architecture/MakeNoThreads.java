package io.workerman.architecture;

import java.util.Timer;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/**
 * No thread, timer or pool is made, and no factory of threads written. Handing work to an
 * executor that was given is allowed.
 */
final class MakeNoThreads extends ArchCondition<JavaClass> {

	private final String root;

	MakeNoThreads(String root) {
		super("make no threads");
		this.root = root;
	}

	@Override
	public void check(JavaClass type, ConditionEvents events) {
		if (type.isAssignableTo(ThreadFactory.class)) {
			events.add(SimpleConditionEvent.violated(type, type.getName() + " is a factory of threads"));
		}
		type.getAccessesFromSelf()
			.stream()
			.filter((access) -> makesThread(access.getTarget()))
			.map(JavaAccess::getDescription)
			.forEach((description) -> events.add(SimpleConditionEvent.violated(type, description)));
	}

	private boolean makesThread(AccessTarget target) {
		JavaClass owner = target.getOwner();
		if (owner.isEquivalentTo(Executors.class)) {
			return true;
		}
		if (owner.isEquivalentTo(Thread.class)) {
			return isConstructor(target) || target.getName().equals("startVirtualThread")
					|| target.getName().startsWith("of");
		}
		return isConstructor(target) && (owner.isAssignableTo(Thread.class) || owner.isAssignableTo(Timer.class)
				|| owner.isAssignableTo(ThreadFactory.class) || isForeignPool(owner));
	}

	private boolean isForeignPool(JavaClass owner) {
		return owner.isAssignableTo(ExecutorService.class) && !owner.isEquivalentTo(AbstractExecutorService.class)
				&& !owner.getPackageName().startsWith(this.root + ".");
	}

	private static boolean isConstructor(AccessTarget target) {
		return target.getName().equals(JavaConstructor.CONSTRUCTOR_NAME);
	}

}
