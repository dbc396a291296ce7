package io.workerman.architecture;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.ClassesShould;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The rules of the layout, for the packages below one root. Each has a name, by which
 * {@code ArchitectureRulesTests} finds the violation that proves it.
 */
public final class ArchitectureRules {

	private final Map<String, ArchRule> rules = new LinkedHashMap<>();

	private final String root;

	/**
	 * Create the rules.
	 * @param root the package to whose sub-packages they apply
	 * @param sizes how many types a package may have
	 */
	public ArchitectureRules(String root, PackageSizes sizes) {
		this.root = root;
		addPackageRules(new PackageConditions(root), sizes);
		addImportRules();
		addConfigurationRules();
		addThreadAndSocketRules();
	}

	/**
	 * Return the rules by their names.
	 * @return the rules
	 */
	public Map<String, ArchRule> byName() {
		return Collections.unmodifiableMap(this.rules);
	}

	private void addPackageRules(PackageConditions packages, PackageSizes sizes) {
		add("no cycles between packages", slices().matching(this.root + ".(**)").should().beFreeOfCycles());
		add("imports follow the table of arrows", ours().should(packages.followTheArrows()));
		add("packages are null-marked", ours().should(packages.beNullMarked()));
		add("no package is a drawer", ours().should(packages.notBeNamedAsDrawers()));
		add("no class is a drawer", ours().should(packages.notHoldClassesNamedAsDrawers()));
		add("packages stay small", ours().should(packages.staySmall(sizes)));
	}

	private void addImportRules() {
		add("the engine knows none of its sub-packages",
				noClasses().that(inside("engine")).should().dependOnClassesThat(inside("engine.*..")));
		add("the engine knows no Spring, Micrometer or Lettuce", noClasses().that(inside("engine.."))
			.should()
			.dependOnClassesThat(resideInAnyPackage("org.springframework..", "io.micrometer..", "io.lettuce..")));
		add("outside the engine only Netty's buffers are known", noClassesOutside("engine..")
			.dependOnClassesThat(resideInAPackage("io.netty..").and(not(resideInAPackage("io.netty.buffer")))));
		add("nobody knows the auto-configuration",
				noClassesOutside("autoconfigure..").dependOnClassesThat(inside("autoconfigure..")));
	}

	private void addConfigurationRules() {
		add("auto-configurations are public and final",
				classes().that()
					.areAnnotatedWith(AutoConfiguration.class)
					.should()
					.bePublic()
					.andShould()
					.haveModifier(JavaModifier.FINAL));
		add("other configurations are not public",
				noClasses().that().areAnnotatedWith(Configuration.class).should().bePublic());
		add("bean methods are package-private",
				methods().that().areAnnotatedWith(Bean.class).should().bePackagePrivate());
	}

	private void addThreadAndSocketRules() {
		add("only engine.netty and the console make threads",
				classes().that(not(inside("engine.netty..").or(inside("console"))))
					.should(new MakeNoThreads(this.root)));
		add("only engine.netty and the console open sockets", noClasses()
			.that(not(inside("engine.netty..").or(inside("console"))))
			.should()
			.dependOnClassesThat(
					resideInAPackage("io.netty.bootstrap..").or(describe("are sockets", ArchitectureRules::isSocket))));
	}

	private void add(String name, ArchRule rule) {
		this.rules.put(name, rule.as(name).allowEmptyShould(true));
	}

	private GivenClassesConjunction ours() {
		return classes().that(resideInAPackage(this.root + ".."));
	}

	private ClassesShould noClassesOutside(String name) {
		return noClasses().that(not(inside(name))).should();
	}

	private DescribedPredicate<JavaClass> inside(String name) {
		return resideInAPackage(this.root + "." + name);
	}

	private static boolean isSocket(JavaClass type) {
		String name = type.getSimpleName();
		return switch (type.getPackageName()) {
			case "java.net" -> name.endsWith("Socket");
			case "java.nio.channels" -> name.endsWith("SocketChannel") || name.equals("DatagramChannel");
			default -> false;
		};
	}

}
