package io.workerman.benchmarks.load;

import java.io.IOException;

/**
 * Connections that say one message and close when it is answered. Each goes to another
 * address of this machine, because closed ones keep their port for a while.
 */
final class ChurnLoad extends Load {

	private static final int ADDRESSES = System.getProperty("os.name").equals("Linux") ? 100 : 1;

	private int opened;

	ChurnLoad(Options options) throws IOException {
		super(options);
	}

	@Override
	void begin() throws IOException {
		for (int i = 0; i < options().connections(); i++) {
			next();
		}
	}

	private void next() throws IOException {
		this.opened++;
		open("127.0.0." + (1 + this.opened % ADDRESSES)).send(1);
	}

	@Override
	void answered(Client client, int count) throws IOException {
		client.close();
		done(1);
		next();
	}

}
