package io.workerman.architecture;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

/**
 * Conditions that look at a class as a member of a package below the root.
 */
final class PackageConditions {

	private static final List<String> DRAWER_PACKAGES = List.of("util", "utils", "common", "helper", "helpers",
			"support", "impl", "misc");

	private static final List<String> DRAWER_CLASSES = List.of("Util", "Utils", "Helper", "Impl", "Manager");

	private final String root;

	PackageConditions(String root) {
		this.root = root;
	}

	ArchCondition<JavaClass> followTheArrows() {
		return condition("follow the table of arrows", (type, events) -> {
			String from = nameBelowRoot(type);
			if (!PackageArrows.knows(from)) {
				violated(events, type, "package '%s' has no line in the table of arrows".formatted(from));
			}
			type.getDirectDependenciesFromSelf()
				.stream()
				.filter((dependency) -> isOurs(dependency.getTargetClass()))
				.filter((dependency) -> !PackageArrows.allows(from, nameBelowRoot(dependency.getTargetClass())))
				.forEach((dependency) -> violated(events, type, forbiddenArrow(from, dependency)));
		});
	}

	ArchCondition<JavaClass> beNullMarked() {
		return condition("be null-marked", (type, events) -> {
			if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
				violated(events, type, "the package of %s has no @NullMarked package-info".formatted(type.getName()));
			}
		});
	}

	ArchCondition<JavaClass> notBeNamedAsDrawers() {
		return condition("not be named as drawers", (type, events) -> {
			String name = nameBelowRoot(type);
			if (Arrays.stream(name.split("\\.")).anyMatch(DRAWER_PACKAGES::contains)) {
				violated(events, type, "package '%s' is named as a drawer".formatted(name));
			}
		});
	}

	ArchCondition<JavaClass> notHoldClassesNamedAsDrawers() {
		return condition("not hold classes named as drawers", (type, events) -> {
			if (DRAWER_CLASSES.stream().anyMatch(type.getSimpleName()::endsWith)) {
				violated(events, type, "class %s is named as a drawer".formatted(type.getName()));
			}
		});
	}

	ArchCondition<JavaClass> staySmall(PackageSizes sizes) {
		return new ArchCondition<>("stay small") {

			private final Map<String, Integer> counts = new TreeMap<>();

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				if (type.isTopLevelClass() && !type.getSimpleName().equals("package-info")) {
					this.counts.merge(nameBelowRoot(type), 1, Integer::sum);
				}
			}

			@Override
			public void finish(ConditionEvents events) {
				this.counts.forEach((name, count) -> {
					if (count > sizes.limit(name)) {
						violated(events, name, "package '%s' has %d types (expected: at most %d)".formatted(name, count,
								sizes.limit(name)));
					}
				});
			}

		};
	}

	private boolean isOurs(JavaClass type) {
		return type.getPackageName().startsWith(this.root + ".");
	}

	private String nameBelowRoot(JavaClass type) {
		return isOurs(type) ? type.getPackageName().substring(this.root.length() + 1) : "";
	}

	private static String forbiddenArrow(String from, Dependency dependency) {
		return "package '%s' has no arrow for this: %s".formatted(from, dependency.getDescription());
	}

	private static ArchCondition<JavaClass> condition(String description,
			BiConsumer<JavaClass, ConditionEvents> check) {
		return new ArchCondition<>(description) {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				check.accept(type, events);
			}

		};
	}

	private static void violated(ConditionEvents events, Object subject, String message) {
		events.add(SimpleConditionEvent.violated(subject, message));
	}

}
