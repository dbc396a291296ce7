package io.workerman.engine.netty;

import io.netty.buffer.ByteBuf;

import io.workerman.engine.CloseReason;
import io.workerman.engine.CodecContext;
import io.workerman.engine.Connection;
import io.workerman.engine.HandshakeRequest;
import io.workerman.engine.JsonCodec;
import io.workerman.engine.MessageHandler;
import io.workerman.engine.PayloadView;

/**
 * What a connection shows to its codec.
 */
final class CodecSide implements CodecContext {

	private final StreamConnection connection;

	CodecSide(StreamConnection connection) {
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
		MessageHandler handler = this.connection.messageHandler();
		if (handler == null) {
			return PayloadView.NATIVE;
		}
		return text ? handler.textView() : handler.binaryView();
	}

	@Override
	public JsonCodec json() {
		return this.connection.worker().json();
	}

	@Override
	public ByteBuf answer() {
		this.connection.sendBuffer().gather();
		return this.connection.sendBuffer().burst();
	}

	@Override
	public void cork() {
		this.connection.sendBuffer().cork();
	}

	@Override
	public void uncork() {
		this.connection.sendBuffer().uncork();
	}

	@Override
	public boolean handshake(HandshakeRequest request) {
		return this.connection.dispatch().handshake(request);
	}

	@Override
	public void goodbyeReceived(CloseReason reason) {
		this.connection.life().goodbyeReceived(reason);
	}

	@Override
	public void proceed() {
		this.connection.handOver(this.connection.receiveBuffer()::decode);
	}

}
