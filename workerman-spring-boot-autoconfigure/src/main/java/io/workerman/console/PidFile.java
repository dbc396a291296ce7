package io.workerman.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file with the id of the process of an application.
 */
final class PidFile {

	private final Path path;

	PidFile(Path path) {
		this.path = path;
	}

	Path path() {
		return this.path;
	}

	void write() throws IOException {
		Path parent = this.path.toAbsolutePath().getParent();
		if (parent != null) {
			Files.createDirectories(parent);
		}
		Files.writeString(this.path, ProcessHandle.current().pid() + "\n", StandardCharsets.UTF_8);
	}

	/**
	 * Delete the file, if it is still that of this process.
	 */
	void delete() throws IOException {
		if (read().filter((pid) -> pid == ProcessHandle.current().pid()).isPresent()) {
			Files.deleteIfExists(this.path);
		}
	}

	/**
	 * Read the id.
	 * @return the id; empty if there is no file, or nothing like an id in it
	 */
	Optional<Long> read() {
		try {
			return Optional.of(Long.valueOf(Files.readString(this.path).trim()));
		}
		catch (IOException | NumberFormatException ex) {
			return Optional.empty();
		}
	}

}
