package io.workerman.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server of the control socket. Only the owner of the process can connect; each
 * client says one line and reads the answer until its end.
 */
final class ControlSocket {

	private static final Logger logger = LoggerFactory.getLogger(ControlSocket.class);

	private static final int MAX_LINE = 256;

	private static final int MAX_SESSIONS = 16;

	private final Semaphore sessions = new Semaphore(MAX_SESSIONS);

	private final Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();

	private final Path path;

	private final ServerSocketChannel server;

	private final Control control;

	private ControlSocket(Path path, ServerSocketChannel server, Control control) {
		this.path = path;
		this.server = server;
		this.control = control;
	}

	/**
	 * Open a socket, in place of one on which nobody listens.
	 * @param path where it is
	 * @param control who answers
	 * @return the socket
	 * @throws IOException if it cannot be opened
	 */
	static ControlSocket open(Path path, Control control) throws IOException {
		Path target = path.toAbsolutePath();
		// nobody else can reach the socket before its permissions are set
		Path nest = Files.createTempDirectory(target.getParent(), ".wm");
		Path hidden = nest.resolve("s");
		ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		try {
			server.bind(UnixDomainSocketAddress.of(shorter(hidden)));
			OwnerOnly.apply(hidden);
			Files.move(hidden, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		catch (IOException | RuntimeException ex) {
			server.close();
			throw ex;
		}
		finally {
			Files.deleteIfExists(hidden);
			Files.deleteIfExists(nest);
		}
		ControlSocket socket = new ControlSocket(target, server, control);
		daemon(socket::accept, "workerman-console").start();
		return socket;
	}

	/**
	 * The same path from the working directory, if that is shorter: the length of the
	 * path of a socket is limited.
	 */
	static Path shorter(Path path) {
		Path relative = path;
		try {
			relative = Path.of("").toAbsolutePath().relativize(path.toAbsolutePath());
		}
		catch (IllegalArgumentException ex) {
			// on another drive
		}
		return (relative.toString().length() < path.toString().length()) ? relative : path;
	}

	private void accept() {
		while (this.server.isOpen()) {
			try {
				serve(this.server.accept());
			}
			catch (IOException ex) {
				logger.debug("The control socket accepts no more", ex);
				return;
			}
		}
	}

	private void serve(SocketChannel client) throws IOException {
		if (!this.sessions.tryAcquire()) {
			client.close();
			return;
		}
		this.clients.add(client);
		daemon(() -> {
			try (client) {
				converse(client);
			}
			catch (IOException | UncheckedIOException ex) {
				logger.debug("A client of the control socket has left", ex);
			}
			finally {
				this.clients.remove(client);
				this.sessions.release();
			}
		}, "workerman-console-session").start();
	}

	private void converse(SocketChannel client) throws IOException {
		InputStream in = Channels.newInputStream(client);
		OutputStream out = Channels.newOutputStream(client);
		StringBuilder line = new StringBuilder();
		for (int next = in.read(); next != '\n'; next = in.read()) {
			if (next < 0 || line.length() == MAX_LINE) {
				return;
			}
			line.append((char) next);
		}
		PrintStream print = new PrintStream(out, false, StandardCharsets.UTF_8);
		this.control.obey(line.toString().split(" "), print);
		print.flush();
	}

	private static Thread daemon(Runnable task, String name) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		return thread;
	}

	void close() {
		try {
			this.server.close();
			Files.deleteIfExists(this.path);
			for (SocketChannel client : this.clients) {
				client.close();
			}
		}
		catch (IOException ex) {
			logger.debug("The control socket could not be removed", ex);
		}
	}

}
