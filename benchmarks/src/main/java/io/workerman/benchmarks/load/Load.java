package io.workerman.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;

/**
 * A way to load a server, from one thread.
 */
abstract class Load implements AutoCloseable {

	private static final long STALL = 5_000_000_000L;

	private static final int CONNECTING = 256;

	private static final int BUFFER = 256 * 1024;

	private final Options options;

	private final Dialogue dialogue;

	private final Selector selector = Selector.open();

	private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

	private final List<Client> clients = new ArrayList<>();

	private long units;

	private long progressed;

	Load(Options options) throws IOException {
		this.options = options;
		this.dialogue = Dialogue.prepare(options);
	}

	final Options options() {
		return this.options;
	}

	final Dialogue dialogue() {
		return this.dialogue;
	}

	final List<Client> clients() {
		return this.clients;
	}

	/**
	 * Counts what is measured.
	 * @param count how many have been done
	 */
	final void done(int count) {
		this.units += count;
	}

	/**
	 * Opens the connections, a few at a time.
	 */
	final void connect() throws IOException {
		while (this.clients.size() < this.options.connections()) {
			int more = Math.min(CONNECTING, this.options.connections() - this.clients.size());
			List<Client> opening = new ArrayList<>();
			for (int i = 0; i < more; i++) {
				opening.add(open("127.0.0.1"));
			}
			this.clients.addAll(opening);
			this.progressed = System.nanoTime();
			while (!opening.stream().allMatch(Client::isOpen)) {
				select(true);
			}
		}
	}

	final Client open(String host) throws IOException {
		return new Client(this.dialogue, new InetSocketAddress(host, this.options.port()), this.options.tls(),
				this.selector);
	}

	/**
	 * Waits for something to happen, and reacts to it.
	 */
	final void select(boolean wait) throws IOException {
		long before = this.units;
		int selected;
		try {
			selected = wait ? this.selector.select(this::selected, 1000) : this.selector.selectNow(this::selected);
		}
		catch (UncheckedIOException ex) {
			throw ex.getCause();
		}
		if (selected > 0 || before != this.units) {
			this.progressed = System.nanoTime();
		}
		else if (System.nanoTime() - this.progressed > STALL) {
			throw new IOException("The server has answered nothing for five seconds");
		}
	}

	private void selected(SelectionKey key) {
		Client client = (Client) key.attachment();
		try {
			int answered = client.ready(this.buffer);
			if (answered > 0) {
				answered(client, answered);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Messages of a connection were answered.
	 */
	abstract void answered(Client client, int count) throws IOException;

	/**
	 * Begins to load the server.
	 */
	abstract void begin() throws IOException;

	/**
	 * Does what is due.
	 * @return whether to wait for something to happen
	 */
	boolean proceed(long now) throws IOException {
		return true;
	}

	/**
	 * What was measured begins now.
	 */
	void measuring() {
	}

	/**
	 * Runs, and measures after a while.
	 * @return what was measured
	 */
	Report run() throws IOException {
		begin();
		this.progressed = System.nanoTime();
		turn(System.nanoTime() + this.options.settle());
		measuring();
		long units = this.units;
		long cpu = ServerUsage.cpuNanos(this.options.pid());
		long own = ServerUsage.cpuNanos(ProcessHandle.current().pid());
		long start = System.nanoTime();
		turn(start + this.options.measure());
		long nanos = System.nanoTime() - start;
		return new Report(this.units - units, nanos, ServerUsage.cpuNanos(this.options.pid()) - cpu,
				ServerUsage.cpuNanos(ProcessHandle.current().pid()) - own, 0, 0, 0);
	}

	private void turn(long until) throws IOException {
		for (long now = System.nanoTime(); now < until; now = System.nanoTime()) {
			select(proceed(now));
		}
	}

	@Override
	public void close() throws IOException {
		for (SelectionKey key : this.selector.keys()) {
			key.channel().close();
		}
		this.selector.close();
	}

}
