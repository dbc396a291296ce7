package io.workerman.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.TrustManager;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;

/**
 * TLS of the JDK, which believes every server.
 */
final class TlsWire extends Wire {

	private static final int RECEIVE = 64 * 1024;

	private static final SSLContext CONTEXT = context();

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private final SSLEngine engine = CONTEXT.createSSLEngine();

	private final ByteBuffer received = ByteBuffer.allocate(RECEIVE);

	private final ByteBuffer leaving;

	private boolean ready;

	TlsWire(SocketChannel socket) {
		super(socket);
		this.engine.setUseClientMode(true);
		this.leaving = ByteBuffer.allocate(this.engine.getSession().getPacketBufferSize());
	}

	private static SSLContext context() {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			TrustManager[] trust = InsecureTrustManagerFactory.INSTANCE.getTrustManagers();
			context.init(null, trust, null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	void connected() throws IOException {
		this.engine.beginHandshake();
		wrap(NOTHING);
	}

	@Override
	boolean isReady() {
		return this.ready;
	}

	@Override
	int write(ByteBuffer from) throws IOException {
		return (this.ready && flush()) ? wrap(from) : 0;
	}

	private int wrap(ByteBuffer from) throws IOException {
		SSLEngineResult result = this.engine.wrap(from, this.leaving);
		flush();
		follow(result.getHandshakeStatus());
		return result.bytesConsumed();
	}

	@Override
	boolean flush() throws IOException {
		this.leaving.flip();
		socket().write(this.leaving);
		this.leaving.compact();
		return this.leaving.position() == 0;
	}

	@Override
	int read(ByteBuffer to) throws IOException {
		int size = socket().read(this.received);
		int before = to.position();
		this.received.flip();
		boolean more = true;
		while (more && this.received.hasRemaining()) {
			SSLEngineResult result = this.engine.unwrap(this.received, to);
			more = result.getStatus() == SSLEngineResult.Status.OK;
			follow(result.getHandshakeStatus());
		}
		this.received.compact();
		int read = to.position() - before;
		return (size < 0 && read == 0) ? -1 : read;
	}

	private void follow(HandshakeStatus status) throws IOException {
		HandshakeStatus now = status;
		if (now == HandshakeStatus.NEED_TASK) {
			for (Runnable task = this.engine.getDelegatedTask(); task != null; task = this.engine.getDelegatedTask()) {
				task.run();
			}
			now = this.engine.getHandshakeStatus();
		}
		if (now == HandshakeStatus.FINISHED) {
			this.ready = true;
		}
		else if (now == HandshakeStatus.NEED_WRAP) {
			wrap(NOTHING);
		}
	}

}
