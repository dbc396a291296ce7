package io.workerman.benchmarks.load;

import java.io.IOException;
import java.util.IdentityHashMap;

/**
 * Messages that are sent at a rate, whether or not those before are answered. Latencies
 * are counted from when a message was due, so that a server that falls behind cannot hide
 * it.
 */
final class PacedLoad extends Load {

	private final Latencies latencies = new Latencies();

	private final IdentityHashMap<Client, Integer> places = new IdentityHashMap<>();

	private final double interval;

	private long start;

	private long sent;

	PacedLoad(Options options) throws IOException {
		super(options);
		this.interval = 1e9 / options.rate();
	}

	@Override
	void begin() throws IOException {
		connect();
		for (Client client : clients()) {
			this.places.put(client, this.places.size());
		}
		this.start = System.nanoTime();
	}

	private long due(long message) {
		return this.start + (long) (message * this.interval);
	}

	@Override
	boolean proceed(long now) throws IOException {
		while (due(this.sent) <= now) {
			clients().get((int) (this.sent % clients().size())).send(1);
			this.sent++;
		}
		return false;
	}

	@Override
	void answered(Client client, int count) {
		long now = System.nanoTime();
		Integer place = this.places.get(client);
		long first = client.answered() - count;
		for (long answer = first; answer < first + count && place != null; answer++) {
			this.latencies.add(now - due(answer * clients().size() + place));
		}
		done(count);
	}

	@Override
	void measuring() {
		this.latencies.clear();
	}

	@Override
	Report run() throws IOException {
		return super.run().with(this.latencies);
	}

}
