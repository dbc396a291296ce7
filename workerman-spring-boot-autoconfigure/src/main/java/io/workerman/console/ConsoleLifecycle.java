package io.workerman.console;

import java.io.IOException;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

import io.workerman.status.StatusSource;

/**
 * {@link SmartLifecycle} that obeys commands from before the workers start until they
 * have stopped. An application that cannot, because another one of the same directory
 * does already or nothing can be written there, runs without.
 */
public final class ConsoleLifecycle implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(ConsoleLifecycle.class);

	private final ConsoleFiles files;

	private final PidFile pidFile;

	private final Control control;

	private final int phase;

	private volatile @Nullable ControlSocket socket;

	/**
	 * Create a new lifecycle.
	 * @param files where the process id and the socket are
	 * @param status the workers
	 * @param exit ends the application
	 * @param phase when it starts, which is when it stops
	 */
	public ConsoleLifecycle(ConsoleFiles files, StatusSource status, Runnable exit, int phase) {
		this.files = files;
		this.pidFile = new PidFile(files.pid());
		this.control = new Control(status, exit);
		this.phase = phase;
	}

	@Override
	public void start() {
		try {
			Instance other = new Instance(this.files);
			if (other.isRunning()) {
				Optional<Long> pid = other.pid();
				logger.info("Commands go to process {}, which uses {} already", pid.map(String::valueOf).orElse("?"),
						this.files.socket());
				return;
			}
			this.socket = ControlSocket.open(this.files.socket(), this.control);
			this.pidFile.write();
		}
		catch (IOException | RuntimeException ex) {
			logger.warn("Runs without commands, because {} cannot be used: {}", this.files.socket(), ex.toString());
			stop();
		}
	}

	@Override
	public void stop() {
		ControlSocket socket = this.socket;
		this.socket = null;
		if (socket == null) {
			return;
		}
		socket.close();
		try {
			this.pidFile.delete();
		}
		catch (IOException ex) {
			logger.debug("The pid file could not be removed", ex);
		}
	}

	@Override
	public boolean isRunning() {
		return this.socket != null;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return this.phase;
	}

}
