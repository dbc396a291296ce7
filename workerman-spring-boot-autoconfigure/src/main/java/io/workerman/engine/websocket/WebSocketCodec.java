package io.workerman.engine.websocket;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.Callbacks;
import io.workerman.engine.CloseReason;
import io.workerman.engine.CodecContext;
import io.workerman.engine.Connection;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.HandshakeRequest;
import io.workerman.engine.Outgoing;
import io.workerman.engine.Outgoing.FilePart;
import io.workerman.engine.ProtocolException;
import io.workerman.engine.http.HttpRefusal;

/**
 * One side of a WebSocket: the server's, unless it is a {@link WebSocketClientCodec}.
 */
class WebSocketCodec implements ConnectionCodec {

	private static final Object ENCODING_KEY = new Object();

	private final CodecContext context;

	private final WebSocketOptions options;

	private final FrameReader frame;

	private @Nullable WebSocketHandshake offered;

	/**
	 * What the peer has said, until the WebSocket has opened.
	 */
	private @Nullable HandshakeRequest request;

	private @Nullable CompletableFuture<Boolean> accepted;

	private final MessageAssembler messages;

	private volatile @Nullable FrameDeflater deflater;

	private volatile boolean established;

	private boolean closeSent;

	private boolean closeReceived;

	/**
	 * The application was told something, and may not want what follows now.
	 */
	private boolean yielding;

	/**
	 * Create a codec.
	 * @param context the context
	 * @param options the limits
	 * @param masked whether the peer masks its frames, as clients do
	 */
	WebSocketCodec(CodecContext context, WebSocketOptions options, boolean masked) {
		this.context = context;
		this.options = options;
		this.frame = new FrameReader(masked);
		this.messages = new MessageAssembler(context, options);
	}

	/**
	 * Go on with the request that opens the WebSocket.
	 * @param offered the request, whose answer comes before anything that is sent
	 */
	void open(WebSocketHandshake offered) {
		this.offered = offered;
		this.context.cork();
	}

	final CodecContext context() {
		return this.context;
	}

	@Override
	public @Nullable Object decode(ByteBuf in) throws ProtocolException {
		this.messages.reclaim();
		this.yielding = false;
		if (!this.established && !open(in)) {
			return null;
		}
		while (!this.yielding && !this.closeReceived && this.frame.readHeader(in)) {
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
					this.messages.look(this.frame, in);
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
		if (this.yielding) {
			this.context.proceed();
		}
		return null;
	}

	/**
	 * Take what opens the WebSocket.
	 * @param in the buffer
	 * @return whether it is open
	 * @throws ProtocolException if it cannot be opened
	 */
	boolean open(ByteBuf in) throws ProtocolException {
		WebSocketHandshake offered = this.offered;
		if (offered == null) {
			return false;
		}
		try {
			if (!isAsked()) {
				this.context.remoteAddress(offered.request().remoteAddress());
				ask(offered, offered::keepSession);
			}
			if (isWaiting()) {
				return false;
			}
			this.offered = null;
			if (offered.refusal() != null) {
				throw offered.refusal();
			}
			if (!isAccepted()) {
				throw new HttpRefusal(403, "The connection was refused.");
			}
			Handshake.accept(offered, compress(offered), this.context.answer());
			opened();
			return true;
		}
		catch (HttpRefusal ex) {
			throw ex.answer(this.context);
		}
	}

	/**
	 * Ask the application whether the WebSocket may open, which may take a while.
	 * @param request what the peer has said
	 * @param then what follows the answer
	 */
	final void ask(HandshakeRequest request, Function<Boolean, CompletionStage<Boolean>> then) {
		this.request = request;
		CompletableFuture<Boolean> accepted = this.context.handshake(request).thenCompose(then).toCompletableFuture();
		this.accepted = accepted;
		if (!accepted.isDone()) {
			accepted.thenRun(this.context::proceed);
		}
	}

	final boolean isAsked() {
		return this.accepted != null;
	}

	final boolean isAccepted() {
		return this.accepted != null && this.accepted.join();
	}

	private @Nullable PermessageDeflate compress(WebSocketHandshake offered) {
		WebSocketOptions.Compression compression = this.options.compression();
		if (compression == null) {
			return null;
		}
		PermessageDeflate agreed = PermessageDeflate.choose(offered.header("sec-websocket-extensions"),
				compression.contextTakeover());
		if (agreed != null) {
			compress(compression, agreed.serverTakeover(), agreed.clientTakeover());
		}
		return agreed;
	}

	/**
	 * Messages may be compressed from now on.
	 * @param compression how this side compresses
	 * @param ownTakeover whether messages of this side may refer to those before them
	 * @param peerTakeover whether messages of the peer may
	 */
	final void compress(WebSocketOptions.Compression compression, boolean ownTakeover, boolean peerTakeover) {
		this.frame.allowCompression();
		this.messages.inflateWith(new MessageInflater(peerTakeover));
		this.deflater = new FrameDeflater(compression, ownTakeover);
	}

	/**
	 * The handshake is over.
	 */
	void opened() {
		this.established = true;
		this.context.uncork();
		HandshakeRequest request = Objects.requireNonNull(this.request);
		this.request = null;
		this.yielding = this.context.tell((callbacks) -> callbacks.webSocket().opened(),
				() -> (callback, connection) -> callback.call(connection, request));
	}

	/**
	 * A frame has been written.
	 * @param out where it was written
	 * @param start where it starts
	 */
	void written(ByteBuf out, int start) {
	}

	private void control(ByteBuf in) throws ProtocolException {
		int length = (int) this.frame.length();
		switch (this.frame.opcode()) {
			case PING -> pong(in, length);
			case PONG -> this.yielding = this.context.tell((callbacks) -> callbacks.webSocket().pong(),
					() -> payload(in, length));
			case CLOSE -> close(in, length);
			default -> {
			}
		}
		in.skipBytes(length);
	}

	private static CodecContext.News<Callbacks.OnControl> payload(ByteBuf in, int length) {
		byte[] payload = ByteBufUtil.getBytes(in, in.readerIndex(), length);
		return (callback, connection) -> callback.call(connection, payload);
	}

	private void pong(ByteBuf in, int length) {
		Connection connection = this.context.connection();
		// A peer that does not read gets no pong: one to a later ping answers all before
		// it
		if (!this.closeSent && connection.sendBufferSize() < connection.maxSendBufferSize()) {
			ByteBuf out = this.context.answer();
			int start = out.writerIndex();
			FrameWriter.write(Opcode.PONG, in.slice(in.readerIndex(), length), out);
			written(out, start);
		}
		this.yielding = this.context.tell((callbacks) -> callbacks.webSocket().ping(), () -> payload(in, length));
	}

	private void close(ByteBuf in, int length) throws ProtocolException {
		CloseReason reason = CloseFrame.read(in, in.readerIndex(), length);
		this.closeReceived = true;
		this.context.tell((callbacks) -> callbacks.webSocket().close(),
				() -> (callback, connection) -> callback.call(connection, reason));
		this.context.afterMessages(() -> answerClose(reason));
	}

	private void answerClose(CloseReason reason) {
		if (!this.closeSent) {
			this.closeSent = true;
			ByteBuf out = this.context.answer();
			int start = out.writerIndex();
			FrameWriter.writeClose(reason.code(), "", out);
			written(out, start);
		}
		this.context.goodbyeReceived(reason);
	}

	@Override
	public void encode(Object message, Outgoing out) {
		ByteBuf bytes = out.bytes();
		FrameDeflater deflater = this.deflater;
		if (deflater == null) {
			frame(message, bytes);
			return;
		}
		int start = bytes.writerIndex();
		FrameWriter.write(message, this.context, bytes);
		if (deflater.keepsContext() && !this.context.connection().process().inProcess()) {
			out.finish((frame) -> {
				deflater.deflate(frame, frame.readerIndex());
				written(frame, frame.readerIndex());
			});
		}
		else {
			deflater.deflate(bytes, start);
			written(bytes, start);
		}
	}

	@Override
	public boolean append(Object message, ByteBuf out) {
		if (this.deflater != null) {
			return false;
		}
		frame(message, out);
		return true;
	}

	private void frame(Object message, ByteBuf out) {
		int start = out.writerIndex();
		FrameWriter.write(message, this.context, out);
		written(out, start);
	}

	@Override
	public void encodeFile(FilePart part, Outgoing out) throws IOException {
		FrameWriter.write(part, out);
	}

	@Override
	public @Nullable Object encodingKey() {
		if (!this.established) {
			return null;
		}
		FrameDeflater deflater = this.deflater;
		if (deflater == null) {
			return ENCODING_KEY;
		}
		return deflater.keepsContext() ? null : this.options.compression();
	}

	@Override
	public boolean isEstablished() {
		return this.established;
	}

	@Override
	public boolean isWaiting() {
		return this.yielding || (!this.established && this.accepted != null && !this.accepted.isDone());
	}

	@Override
	public @Nullable Object heartbeat(String payload) {
		return this.established ? WebSocketMessage.ping(payload.getBytes(StandardCharsets.UTF_8)) : null;
	}

	/**
	 * Neither a part of a message nor one that later ones are compressed with.
	 */
	@Override
	public boolean isDispensable(Object message) {
		FrameDeflater deflater = this.deflater;
		boolean whole = !(message instanceof WebSocketMessage part)
				|| (part.isLast() && !part.opcode().isControl() && part.opcode() != Opcode.CONTINUATION);
		return whole && (deflater == null || !deflater.keepsContext());
	}

	@Override
	public boolean goodbye(CloseReason reason, ByteBuf out) {
		if (!this.established || this.closeSent) {
			return false;
		}
		this.closeSent = true;
		int start = out.writerIndex();
		FrameWriter.writeClose(reason.code(), reason.reason(), out);
		written(out, start);
		return !this.closeReceived;
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
		this.closeReceived = true;
		this.messages.release();
		FrameDeflater deflater = this.deflater;
		if (deflater != null) {
			deflater.close();
		}
	}

}
