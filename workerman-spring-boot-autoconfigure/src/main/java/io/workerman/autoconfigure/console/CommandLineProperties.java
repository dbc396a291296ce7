package io.workerman.autoconfigure.console;

import java.nio.file.Path;

import org.springframework.boot.context.properties.ConfigurationProperties;

import io.workerman.console.ConsoleFiles;

/**
 * Configuration properties for the commands of the terminal.
 */
@ConfigurationProperties("workerman.command-line")
public class CommandLineProperties {

	/**
	 * Whether a first argument such as "status" or "stop" is a command to the running
	 * application.
	 */
	private boolean enabled = true;

	/**
	 * File with the id of the process of the running application.
	 */
	private Path pidFile = Path.of("workerman.pid");

	/**
	 * Control socket of the running application, for its owner only.
	 */
	private Path socket = Path.of("workerman.sock");

	/**
	 * File that takes the output of an application that "start -d" runs.
	 */
	private Path logFile = Path.of("workerman.log");

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public Path getPidFile() {
		return this.pidFile;
	}

	public void setPidFile(Path pidFile) {
		this.pidFile = pidFile;
	}

	public Path getSocket() {
		return this.socket;
	}

	public void setSocket(Path socket) {
		this.socket = socket;
	}

	public Path getLogFile() {
		return this.logFile;
	}

	public void setLogFile(Path logFile) {
		this.logFile = logFile;
	}

	ConsoleFiles files() {
		return new ConsoleFiles(this.pidFile, this.socket, this.logFile);
	}

}
