package io.workerman.engine.http.files;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A directory whose files are served. Start with {@link #of(Path)}: each method returns a
 * changed copy.
 *
 * @param host the host for which it is, without a port, empty for all hosts
 * @param prefix the path of a request below which it is, such as {@code /assets}
 * @param directory the directory
 * @param index the files that stand for a directory, the first that exists does
 * @param spaFallback whether pages that do not exist are answered with the first index
 * file of the root, because a script in it finds them
 * @param listing whether directories without an index file are listed
 */
public record FileRoot(String host, String prefix, Path directory, List<String> index, boolean spaFallback,
		boolean listing) {

	/**
	 * Normalize the parts.
	 * @throws IllegalArgumentException if the prefix does not begin with a slash
	 */
	public FileRoot {
		if (!prefix.startsWith("/")) {
			throw new IllegalArgumentException("prefix: %s (expected: a path that begins with '/')".formatted(prefix));
		}
		host = host.toLowerCase(Locale.ROOT);
		prefix = prefix.endsWith("/") ? prefix : prefix + "/";
		index = List.copyOf(index);
	}

	/**
	 * Make a root for all hosts and paths, with {@code index.html} as index file.
	 * @param directory the directory
	 * @return the root
	 */
	public static FileRoot of(Path directory) {
		return new FileRoot("", "/", directory, List.of("index.html"), false, false);
	}

	/**
	 * Set the host for which it is.
	 * @param host the host, without a port
	 * @return the changed root
	 */
	public FileRoot host(String host) {
		return new FileRoot(host, this.prefix, this.directory, this.index, this.spaFallback, this.listing);
	}

	/**
	 * Set the path of a request below which it is.
	 * @param prefix the path
	 * @return the changed root
	 */
	public FileRoot prefix(String prefix) {
		return new FileRoot(this.host, prefix, this.directory, this.index, this.spaFallback, this.listing);
	}

	/**
	 * Set the files that stand for a directory.
	 * @param index their names, in order of preference
	 * @return the changed root
	 */
	public FileRoot index(List<String> index) {
		return new FileRoot(this.host, this.prefix, this.directory, index, this.spaFallback, this.listing);
	}

	/**
	 * Set whether pages that do not exist are answered with the first index file.
	 * @param spaFallback whether they are
	 * @return the changed root
	 */
	public FileRoot spaFallback(boolean spaFallback) {
		return new FileRoot(this.host, this.prefix, this.directory, this.index, spaFallback, this.listing);
	}

	/**
	 * Set whether directories without an index file are listed.
	 * @param listing whether they are
	 * @return the changed root
	 */
	public FileRoot listing(boolean listing) {
		return new FileRoot(this.host, this.prefix, this.directory, this.index, this.spaFallback, listing);
	}

}
