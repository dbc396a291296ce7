package io.workerman.console;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.workerman.console.CommandLine.Command;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CommandLine}.
 */
class CommandLineTests {

	@ParameterizedTest
	@ValueSource(strings = { "start", "stop", "restart", "reload", "status", "connections" })
	@DisplayName("X-01..X-07: the commands")
	void parseWhenFirstArgumentIsACommandFindsIt(String word) {
		assertThat(CommandLine.parse(word, "-d").line()).isEqualTo(word + " -d");
	}

	@Test
	void parseKeepsTheArgumentsOfTheApplication() {
		CommandLine line = CommandLine.parse("restart", "--server.port=1", "-g", "import", "-d");
		assertThat(line).isEqualTo(new CommandLine(Command.RESTART, true, true, line.rest()));
		assertThat(line.rest()).containsExactly("--server.port=1", "import");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Status", "--status", "import", "", "status " })
	@DisplayName("X-05: an argument that is no command belongs to the application")
	void parseWhenFirstArgumentIsAnotherWordIsNothing(String word) {
		assertThat(CommandLine.parse(word, "status")).isNull();
		assertThat(CommandLine.parse()).isNull();
	}

}
