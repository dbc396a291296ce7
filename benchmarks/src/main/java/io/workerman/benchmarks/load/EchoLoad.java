package io.workerman.benchmarks.load;

import java.io.IOException;

/**
 * Messages that are echoed: each answer lets the next message go, so that as many as are
 * wanted are always in flight.
 */
final class EchoLoad extends Load {

	EchoLoad(Options options) throws IOException {
		super(options);
	}

	@Override
	void begin() throws IOException {
		connect();
		for (Client client : clients()) {
			client.send(options().depth());
		}
	}

	@Override
	void answered(Client client, int count) throws IOException {
		done(count);
		client.send(count);
	}

}
