package io.workerman.engine.netty;

import java.net.SocketAddress;
import java.util.concurrent.CompletionStage;

import io.netty.buffer.ByteBuf;

import io.workerman.engine.CloseReason;
import io.workerman.engine.CodecContext;
import io.workerman.engine.Connection;
import io.workerman.engine.HandshakeRequest;
import io.workerman.engine.JsonCodec;
import io.workerman.engine.PayloadView;

/**
 * What the sender of a datagram shows to its codec: nothing that needs a stream.
 */
final class DatagramSide implements CodecContext {

	private final DatagramConnection connection;

	DatagramSide(DatagramConnection connection) {
		this.connection = connection;
	}

	@Override
	public Connection connection() {
		return this.connection;
	}

	@Override
	public int maxPackageSize() {
		return this.connection.maxPackageSize();
	}

	@Override
	public PayloadView view(boolean text) {
		return this.connection.view(text);
	}

	@Override
	public JsonCodec json() {
		return this.connection.worker().json();
	}

	@Override
	public void remoteAddress(SocketAddress client) {
		throw noStream();
	}

	@Override
	public ByteBuf answer() {
		throw noStream();
	}

	@Override
	public void cork() {
		throw noStream();
	}

	@Override
	public void uncork() {
		throw noStream();
	}

	@Override
	public CompletionStage<Boolean> handshake(HandshakeRequest request) {
		throw noStream();
	}

	@Override
	public void goodbyeReceived(CloseReason reason) {
		throw noStream();
	}

	@Override
	public void proceed() {
		throw noStream();
	}

	private static IllegalStateException noStream() {
		return new IllegalStateException("A datagram stands for itself");
	}

}
