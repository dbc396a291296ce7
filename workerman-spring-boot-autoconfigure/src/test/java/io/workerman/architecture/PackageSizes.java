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
	 * The limits of the project. Packages with more than the usual have one duty that
	 * falls into many small types, most of them package-private: splitting them would
	 * make these public.
	 */
	public static final PackageSizes PROJECT = new PackageSizes(20,
			Map.of("engine", 38, "engine.netty", 40, "invocation", 25, "annotation", 28));

	int limit(String name) {
		return this.exceptions.getOrDefault(name, this.usual);
	}

}
