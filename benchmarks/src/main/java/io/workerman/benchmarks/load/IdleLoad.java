package io.workerman.benchmarks.load;

import java.io.IOException;

/**
 * Connections that say one message and nothing more, until told to go.
 */
final class IdleLoad extends Load {

	private int answered;

	IdleLoad(Options options) throws IOException {
		super(options);
	}

	@Override
	void begin() throws IOException {
		connect();
		for (Client client : clients()) {
			client.send(1);
		}
		while (this.answered < clients().size()) {
			select(true);
		}
	}

	@Override
	void answered(Client client, int count) {
		this.answered += count;
	}

	@Override
	Report run() throws IOException {
		begin();
		return new Report(this.answered, 1, 0, 0, 0, 0, 0);
	}

}
