package io.workerman.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A command and its options, as somebody typed it.
 *
 * @param command the command
 * @param detached whether {@code -d} was given: run without a terminal, or show again and
 * again
 * @param graceful whether {@code -g} was given: wait until the clients have left
 * @param rest all other arguments, in their order
 */
public record CommandLine(Command command, boolean detached, boolean graceful, List<String> rest) {

	private static final Set<String> OPTIONS = Set.of("-d", "-g");

	/**
	 * Read the arguments of an application.
	 * @param arguments the arguments
	 * @return the command, or {@code null} if the first argument is none
	 */
	public static @Nullable CommandLine parse(String... arguments) {
		Command command = (arguments.length > 0) ? Command.of(arguments[0]) : null;
		if (command == null) {
			return null;
		}
		List<String> rest = new ArrayList<>(List.of(arguments).subList(1, arguments.length));
		boolean detached = rest.contains("-d");
		boolean graceful = rest.contains("-g");
		rest.removeAll(OPTIONS);
		return new CommandLine(command, detached, graceful, List.copyOf(rest));
	}

	/**
	 * The line that a running application reads.
	 * @return the words of the command
	 */
	String line() {
		return this.command.word() + (this.detached ? " -d" : "") + (this.graceful ? " -g" : "");
	}

	/**
	 * What can be asked for.
	 */
	public enum Command {

		/**
		 * Run the application.
		 */
		START,

		/**
		 * End the running application.
		 */
		STOP,

		/**
		 * End the running application and run a new one.
		 */
		RESTART,

		/**
		 * Renew the processes one after another; nobody is disconnected.
		 */
		RELOAD,

		/**
		 * Show workers and processes.
		 */
		STATUS,

		/**
		 * Show connections.
		 */
		CONNECTIONS;

		String word() {
			return name().toLowerCase(Locale.ROOT);
		}

		static @Nullable Command of(String word) {
			return Stream.of(values()).filter((command) -> command.word().equals(word)).findFirst().orElse(null);
		}

	}

}
