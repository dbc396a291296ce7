package io.workerman.benchmarks.load;

import java.io.IOException;
import java.util.Arrays;

/**
 * Messages of one connection that reach all of them. When one has reached the last
 * connection the next is sent.
 */
final class BroadcastLoad extends Load {

	/**
	 * How many connections have not got a broadcast, by its number.
	 */
	private final int[] missing;

	BroadcastLoad(Options options) throws IOException {
		super(options);
		this.missing = new int[options.depth() + 1];
	}

	@Override
	void begin() throws IOException {
		connect();
		Arrays.fill(this.missing, clients().size());
		clients().get(0).send(options().depth());
	}

	@Override
	void answered(Client client, int count) throws IOException {
		done(count);
		for (long number = client.answered() - count; number < client.answered(); number++) {
			int place = (int) (number % this.missing.length);
			if (--this.missing[place] == 0) {
				this.missing[place] = clients().size();
				clients().get(0).send(1);
			}
		}
	}

}
