package io.workerman.engine.websocket;

import java.util.concurrent.CompletableFuture;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.CloseReason;
import io.workerman.engine.CodecContext;
import io.workerman.engine.Connection;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.Outgoing;
import io.workerman.engine.ProtocolException;
import io.workerman.engine.http.HttpRefusal;
import io.workerman.engine.http.HttpRequest;
import io.workerman.engine.http.RequestReader;

/**
 * The server's side of one WebSocket.
 */
final class WebSocketCodec implements ConnectionCodec {

	private static final Object ENCODING_KEY = new Object();

	private final CodecContext context;

	private @Nullable Handshake handshake;

	private @Nullable Opening opening;

	private final FrameReader frame = new FrameReader(true);

	private final MessageAssembler messages;

	private volatile boolean established;

	private boolean closeSent;

	private boolean closeReceived;

	WebSocketCodec(CodecContext context) {
		this.context = context;
		this.handshake = new Handshake(new RequestReader(context));
		this.messages = new MessageAssembler(context);
	}

	@Override
	public @Nullable Object decode(ByteBuf in) throws ProtocolException {
		this.messages.reclaim();
		Handshake handshake = this.handshake;
		if (handshake != null && !open(handshake, in)) {
			return null;
		}
		while (!this.closeReceived && this.frame.readHeader(in)) {
			if (this.frame.opcode().isControl()) {
				if (!this.frame.readPayload(in)) {
					return null;
				}
				control(in);
			}
			else if (this.closeSent) {
				if (!this.frame.skipPayload(in)) {
					return null;
				}
			}
			else {
				this.messages.check(this.frame);
				if (!this.frame.readPayload(in)) {
					return null;
				}
				Object message = this.messages.add(this.frame, in);
				if (message != null) {
					return message;
				}
			}
		}
		if (this.closeReceived) {
			in.skipBytes(in.readableBytes());
		}
		return null;
	}

	private boolean open(Handshake handshake, ByteBuf in) throws ProtocolException {
		try {
			Opening opening = (this.opening != null) ? this.opening : ask(handshake.read(in));
			if (opening == null || !opening.accepted().isDone()) {
				return false;
			}
			this.opening = null;
			if (!opening.accepted().join()) {
				throw new HttpRefusal(403, "The connection was refused.");
			}
			Handshake.accept(opening.request(), this.context.answer());
			this.handshake = null;
			this.established = true;
			this.context.uncork();
			return true;
		}
		catch (HttpRefusal ex) {
			throw ex.answer(this.context);
		}
	}

	private @Nullable Opening ask(@Nullable HttpRequest request) {
		if (request == null) {
			return null;
		}
		Opening opening = new Opening(request, this.context.handshake(request).toCompletableFuture());
		this.opening = opening;
		if (!opening.accepted().isDone()) {
			opening.accepted().thenRun(this.context::proceed);
		}
		return opening;
	}

	private void control(ByteBuf in) throws ProtocolException {
		int length = (int) this.frame.length();
		switch (this.frame.opcode()) {
			case PING -> pong(in, length);
			case CLOSE -> close(in, length);
			default -> {
			}
		}
		in.skipBytes(length);
	}

	private void pong(ByteBuf in, int length) {
		Connection connection = this.context.connection();
		// A peer that does not read gets no pong: one to a later ping answers all before
		// it
		if (!this.closeSent && connection.sendBufferSize() < connection.maxSendBufferSize()) {
			FrameWriter.write(Opcode.PONG, in.slice(in.readerIndex(), length), this.context.answer());
		}
	}

	private void close(ByteBuf in, int length) throws ProtocolException {
		CloseReason reason = CloseFrame.read(in, in.readerIndex(), length);
		this.closeReceived = true;
		this.context.afterMessages(() -> answerClose(reason));
	}

	private void answerClose(CloseReason reason) {
		if (!this.closeSent) {
			this.closeSent = true;
			FrameWriter.writeClose(reason.code(), "", this.context.answer());
		}
		this.context.goodbyeReceived(reason);
	}

	@Override
	public void encode(Object message, Outgoing out) {
		ByteBuf bytes = out.bytes();
		if (message instanceof String text) {
			FrameWriter.writeText(text, bytes);
		}
		else if (message instanceof byte[] binary) {
			FrameWriter.write(Opcode.BINARY, binary, bytes);
		}
		else if (message instanceof ByteBuf binary) {
			FrameWriter.write(Opcode.BINARY, binary, bytes);
		}
		else if (message instanceof WebSocketMessage whole) {
			FrameWriter.write(whole.opcode(), whole.bytes(), bytes);
		}
		else {
			FrameWriter.write(Opcode.TEXT, this.context.json().write(message), bytes);
		}
	}

	@Override
	public @Nullable Object encodingKey() {
		return this.established ? ENCODING_KEY : null;
	}

	@Override
	public boolean isEstablished() {
		return this.established;
	}

	@Override
	public boolean isWaiting() {
		return this.opening != null && !this.opening.accepted().isDone();
	}

	@Override
	public boolean goodbye(CloseReason reason, ByteBuf out) {
		if (!this.established || this.closeSent) {
			return false;
		}
		this.closeSent = true;
		FrameWriter.writeClose(reason.code(), reason.reason(), out);
		return true;
	}

	@Override
	public CloseReason endOfStream() {
		return CloseReason.client(CloseReason.ABNORMAL, "");
	}

	@Override
	public int bufferedBytes() {
		return this.messages.bufferedBytes();
	}

	@Override
	public void closed() {
		this.messages.release();
	}

	/**
	 * A request to open that the application decides on.
	 *
	 * @param request the request
	 * @param accepted completes with what it decides
	 */
	private record Opening(HttpRequest request, CompletableFuture<Boolean> accepted) {

	}

}
