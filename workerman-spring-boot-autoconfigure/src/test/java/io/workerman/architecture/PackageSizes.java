package io.workerman.architecture;

import java.util.Map;

/**
 * How many top-level types a package may have.
 *
 * @param usual the limit of a package that has none of its own
 * @param exceptions limits by package, below the root package
 */
public record PackageSizes(int usual, Map<String, Integer> exceptions) {

	/**
	 * The limits of the project.
	 */
	public static final PackageSizes PROJECT = new PackageSizes(20, Map.of("engine.netty", 40));

	int limit(String name) {
		return this.exceptions.getOrDefault(name, this.usual);
	}

}
