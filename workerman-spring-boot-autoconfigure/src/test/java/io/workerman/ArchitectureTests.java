package io.workerman;

import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import io.workerman.architecture.ArchitectureRules;
import io.workerman.architecture.PackageSizes;

/**
 * Holds the product to the rules of its layout.
 */
class ArchitectureTests {

	private final JavaClasses product = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages("io.workerman");

	@TestFactory
	Stream<DynamicTest> rules() {
		return new ArchitectureRules("io.workerman", PackageSizes.PROJECT).byName()
			.entrySet()
			.stream()
			.map((rule) -> DynamicTest.dynamicTest(rule.getKey(), () -> rule.getValue().check(this.product)));
	}

}
