package io.workerman.architecture;

import java.util.Map;
import java.util.stream.Stream;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Proves that each rule of the layout reports the violation that the fixture packages
 * hold for it.
 */
class ArchitectureRulesTests {

	private static final String FIXTURE = "io.workerman.architecture.fixture";

	private static final Map<String, String> VIOLATIONS = Map.ofEntries(
			Map.entry("no cycles between packages", "Slice engine.protocol -> "),
			Map.entry("imports follow the table of arrows", "package 'engine' has no arrow for this: "),
			Map.entry("packages are null-marked", "Noun has no @NullMarked package-info"),
			Map.entry("no package is a drawer", "package 'util' is named as a drawer"),
			Map.entry("no class is a drawer", "ConnectionManager is named as a drawer"),
			Map.entry("packages stay small", "package 'util' has 2 types (expected: at most 1)"),
			Map.entry("the engine knows none of its sub-packages", "fixture.engine.protocol.Verb>"),
			Map.entry("the engine knows no Spring, Micrometer or Lettuce", "InitializingBean>"),
			Map.entry("outside the engine only Netty's buffers are known", "<io.netty.channel.Channel>"),
			Map.entry("nobody knows the auto-configuration", "OpenAutoConfiguration>"),
			Map.entry("auto-configurations are public and final",
					"OpenAutoConfiguration> does not have modifier FINAL"),
			Map.entry("other configurations are not public", "NestedConfiguration> has modifier PUBLIC"),
			Map.entry("bean methods are package-private", "OpenAutoConfiguration.bean()>"),
			Map.entry("only engine.netty and the console make threads",
					"calls constructor <java.lang.Thread.<init>(java.lang.Runnable)>"),
			Map.entry("only engine.netty and the console open sockets", "<io.netty.bootstrap.Bootstrap>"));

	private final Map<String, ArchRule> rules = new ArchitectureRules(FIXTURE, new PackageSizes(1, Map.of())).byName();

	@Test
	void everyRuleHasItsViolation() {
		assertThat(this.rules).containsOnlyKeys(VIOLATIONS.keySet());
	}

	@TestFactory
	Stream<DynamicTest> everyRuleReportsItsViolation() {
		return this.rules.entrySet()
			.stream()
			.map((rule) -> DynamicTest.dynamicTest(rule.getKey(),
					() -> assertThat(report(rule.getValue())).contains(VIOLATIONS.get(rule.getKey()))));
	}

	@Test
	void threadRuleReportsEachWayToMakeOne() {
		assertThat(report(this.rules.get("only engine.netty and the console make threads")))
			.contains("is a factory of threads")
			.contains("Executors.newCachedThreadPool")
			.contains("constructor <java.lang.Thread.<init>()>");
	}

	private static String report(ArchRule rule) {
		EvaluationResult result = rule.evaluate(new ClassFileImporter().importPackages(FIXTURE));
		return result.getFailureReport().toString();
	}

}
