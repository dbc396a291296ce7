package io.workerman.console;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * Carries out a command for who typed it.
 */
public final class Console {

	/**
	 * The exit code of a command that did what it was to do.
	 */
	public static final int DONE = 0;

	/**
	 * The exit code of a command that could not.
	 */
	public static final int FAILED = 1;

	/**
	 * The exit code if the application does not run.
	 */
	public static final int NOT_RUNNING = 3;

	private static final String CLEAR_SCREEN = "\033[H\033[2J\033[3J";

	private final String name;

	private final Instance instance;

	private final Detached detached;

	private final Duration stopTimeout;

	private final PrintStream out;

	private final boolean terminal;

	/**
	 * Create a console.
	 * @param name how the application is called in messages
	 * @param files the files by which it is found
	 * @param stopTimeout how long it may take to stop
	 * @param out what takes the messages
	 * @param terminal whether somebody looks at them on a screen that can be cleared
	 */
	public Console(String name, ConsoleFiles files, Duration stopTimeout, PrintStream out, boolean terminal) {
		this.name = name;
		this.instance = new Instance(files);
		this.detached = new Detached(this.instance, files.log());
		this.stopTimeout = stopTimeout;
		this.out = out;
		this.terminal = terminal;
	}

	/**
	 * Carry out a command.
	 * @param line the command
	 * @return the exit code; empty if the application is to run in this process
	 */
	public OptionalInt run(CommandLine line) {
		try {
			return switch (line.command()) {
				case START -> start(line);
				case STOP -> OptionalInt.of(stop(line));
				case RESTART -> restart(line);
				case RELOAD, STATUS, CONNECTIONS -> OptionalInt.of(ask(line));
			};
		}
		catch (ConsoleException ex) {
			say(String.valueOf(ex.getMessage()));
			return OptionalInt.of(FAILED);
		}
	}

	private OptionalInt start(CommandLine line) {
		if (this.instance.isRunning()) {
			say("already running" + process(this.instance.pid()));
			return OptionalInt.of(FAILED);
		}
		return run(line.detached(), line);
	}

	private OptionalInt restart(CommandLine line) {
		if (this.instance.isRunning() && stop(line) == FAILED) {
			return OptionalInt.of(FAILED);
		}
		return run(line.detached(), line);
	}

	private OptionalInt run(boolean inBackground, CommandLine line) {
		if (!inBackground) {
			return OptionalInt.empty();
		}
		this.detached.start(line.rest());
		say("start success, its output is in " + this.detached.log());
		this.out.println("Input \"java -jar " + this.name + " stop\" to quit.");
		return OptionalInt.of(DONE);
	}

	private int stop(CommandLine line) {
		if (!this.instance.isRunning()) {
			return notRunning();
		}
		Optional<ProcessHandle> process = this.instance.pid().flatMap(ProcessHandle::of);
		say("is stopping" + process(this.instance.pid()) + (line.graceful() ? ", when its clients have left" : ""));
		String command = line.graceful() ? "stop -g" : "stop";
		if (!this.instance.ask(command, this.out::print)) {
			return FAILED;
		}
		boolean stopped = awaitEnd(process.orElse(null), line.graceful());
		say((stopped) ? "stop success" : "stop fail: it still runs after %d s".formatted(this.stopTimeout.toSeconds()));
		return (stopped) ? DONE : FAILED;
	}

	private boolean awaitEnd(@Nullable ProcessHandle process, boolean graceful) {
		if (process == null) {
			return true;
		}
		try {
			if (graceful) {
				process.onExit().get();
			}
			else {
				process.onExit().get(this.stopTimeout.toMillis(), TimeUnit.MILLISECONDS);
			}
			return true;
		}
		catch (TimeoutException | ExecutionException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private int ask(CommandLine line) {
		if (!this.instance.isRunning()) {
			return notRunning();
		}
		boolean done = this.instance.ask(line.line(), this::show);
		if (line.command() == CommandLine.Command.RELOAD) {
			say((done) ? "reload success" : "reload fail");
		}
		this.out.flush();
		return (done) ? DONE : FAILED;
	}

	private void show(String text) {
		String form = String.valueOf(Control.FORM_FEED);
		this.out.print(text.replace(form, (this.terminal) ? CLEAR_SCREEN : "\n"));
		this.out.flush();
	}

	private int notRunning() {
		Optional<Long> pid = this.instance.pid();
		boolean alive = pid.flatMap(ProcessHandle::of).filter(ProcessHandle::isAlive).isPresent();
		if (alive) {
			say("not run: process %d of the pid file is another program, or its control socket was deleted"
				.formatted(pid.get()));
		}
		else {
			say("not run" + pid.map((id) -> ": process %d of the pid file has gone".formatted(id)).orElse(""));
		}
		return NOT_RUNNING;
	}

	private void say(String message) {
		this.out.println("Workerman[" + this.name + "] " + message);
	}

	private static String process(Optional<Long> pid) {
		return pid.map((id) -> " (process " + id + ")").orElse("");
	}

}
