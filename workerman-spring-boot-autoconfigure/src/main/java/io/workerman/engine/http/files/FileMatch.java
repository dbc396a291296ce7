package io.workerman.engine.http.files;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link FileRoots root} has for a path.
 */
public sealed interface FileMatch {

	/**
	 * A file.
	 *
	 * @param file the file
	 * @param contentType its content type
	 * @param encoding how its content is compressed, or {@code null} if it is not
	 * @param varies whether other clients get it compressed in another way
	 */
	record Found(Path file, String contentType, @Nullable String encoding, boolean varies) implements FileMatch {

	}

	/**
	 * A directory that was asked for like a file.
	 *
	 * @param path its path
	 */
	record Moved(String path) implements FileMatch {

	}

	/**
	 * A directory whose names are shown.
	 *
	 * @param html the page
	 */
	record Listed(String html) implements FileMatch {

	}

	/**
	 * A path that tries to leave the root.
	 */
	record Escaped() implements FileMatch {

	}

}
