package io.workerman.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The application that runs, or does not, as its files tell.
 */
final class Instance {

	private final ConsoleFiles files;

	Instance(ConsoleFiles files) {
		this.files = files;
	}

	/**
	 * Whether somebody answers.
	 * @return whether an application listens on the control socket
	 * @throws ConsoleException if the socket belongs to another user
	 */
	boolean isRunning() {
		SocketChannel channel = connect();
		if (channel == null) {
			return false;
		}
		close(channel);
		return true;
	}

	/**
	 * Whether the application has started.
	 * @return whether its workers run
	 */
	boolean isReady() {
		StringBuilder nothing = new StringBuilder();
		return isRunning() && ask("ping", nothing::append);
	}

	/**
	 * The id of its process.
	 * @return the id; empty if no file tells it
	 */
	Optional<Long> pid() {
		return new PidFile(this.files.pid()).read();
	}

	/**
	 * Tell it to do something.
	 * @param line the command
	 * @param out what takes the answer while it comes
	 * @return whether it could
	 */
	boolean ask(String line, Answer out) {
		SocketChannel channel = connect();
		if (channel == null) {
			throw new ConsoleException("the application has gone meanwhile");
		}
		try (channel) {
			channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
			BufferedReader reader = new BufferedReader(
					new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
			boolean ok = Control.OK.equals(reader.readLine());
			copy(reader, out);
			return ok;
		}
		catch (IOException ex) {
			throw new ConsoleException("the application has gone meanwhile: " + ex.getMessage());
		}
	}

	private static void copy(Reader reader, Answer out) throws IOException {
		char[] chars = new char[8192];
		for (int count = reader.read(chars); count >= 0; count = reader.read(chars)) {
			out.take(new String(chars, 0, count));
		}
	}

	private @Nullable SocketChannel connect() {
		Path socket = this.files.socket();
		if (!Files.exists(socket)) {
			return null;
		}
		if (!Files.isWritable(socket)) {
			throw new ConsoleException(
					"%s belongs to user '%s': use the commands as this user".formatted(socket, owner(socket)));
		}
		SocketChannel channel = null;
		try {
			channel = SocketChannel.open(StandardProtocolFamily.UNIX);
			channel.connect(UnixDomainSocketAddress.of(ControlSocket.shorter(socket)));
			return channel;
		}
		catch (IOException ex) {
			// left behind by an application that was killed
			close(channel);
			return null;
		}
	}

	private static void close(@Nullable SocketChannel channel) {
		try {
			if (channel != null) {
				channel.close();
			}
		}
		catch (IOException ex) {
			// nothing is lost with it
		}
	}

	private static String owner(Path file) {
		try {
			return Files.getOwner(file).getName();
		}
		catch (IOException ex) {
			return "unknown";
		}
	}

	/**
	 * Takes an answer.
	 */
	@FunctionalInterface
	interface Answer {

		void take(String text);

	}

}
