package io.workerman.status;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LoadAverage}.
 */
class LoadAverageTests {

	@TempDir
	private Path directory;

	@Test
	void readWhenLinuxReturnsItsThreeNumbers() throws IOException {
		Path file = Files.writeString(this.directory.resolve("loadavg"), "0.52 1.25 12.00 2/1045 7890\n");
		assertThat(LoadAverage.read(file)).containsExactly(0.52, 1.25, 12.0);
	}

	@Test
	void readWhenSomethingElseReturnsThreeNumbersAllTheSame() {
		assertThat(LoadAverage.read(this.directory.resolve("none"))).hasSize(3).doesNotContainNull();
	}

}
