package io.workerman.engine.http2;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.CloseReason;
import io.workerman.engine.CodecContext;
import io.workerman.engine.Connection;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.Outgoing;
import io.workerman.engine.Outgoing.FilePart;
import io.workerman.engine.ProtocolException;
import io.workerman.engine.http2.Http2Protocol.Limits;

/**
 * The frames of one connection. All methods run on the process.
 */
final class Http2Codec implements ConnectionCodec {

	/**
	 * What a client may send on a stream, and on all of them, before it is read.
	 */
	private static final int STREAM_WINDOW = 256 * 1024;

	private static final int CONNECTION_WINDOW = 1024 * 1024;

	/**
	 * So many bytes of frames leave before more are made.
	 */
	private static final int MUCH = 64 * 1024;

	private final CodecContext context;

	private final EmbeddedChannel channel;

	private final Http2ConnectionHandler frames;

	private final ChannelHandlerContext framesContext;

	private final StreamTable streams;

	private final IdleWatch idle;

	/**
	 * The bytes that are gathered to leave together.
	 */
	private int gathered;

	private boolean decoding;

	private boolean leaving;

	private boolean ended;

	Http2Codec(CodecContext context, Limits limits, Function<RequestStream, ConnectionProtocol> protocols) {
		this.context = context;
		this.streams = new StreamTable(this, limits, protocols);
		this.idle = new IdleWatch(context, limits, this.streams);
		this.frames = new Http2ConnectionHandlerBuilder().server(true)
			.initialSettings(new Http2Settings().maxConcurrentStreams(limits.maxStreams())
				.maxHeaderListSize(limits.head().maxSize())
				.initialWindowSize(STREAM_WINDOW))
			.frameListener(this.streams)
			.validateRequiredPseudoHeaders(true)
			.decoupleCloseAndGoAway(true)
			.build();
		// a client need not have heard of the limit to be held to it
		this.frames.connection().remote().maxActiveStreams(limits.maxStreams());
		this.streams.begin(this.frames);
		this.channel = new EmbeddedChannel(new Outlet(), this.frames);
		this.framesContext = this.channel.pipeline().context(this.frames);
		widen();
		this.idle.begin();
	}

	private void widen() {
		Http2Stream all = this.frames.connection().connectionStream();
		try {
			this.frames.decoder()
				.flowController()
				.incrementWindowSize(all, CONNECTION_WINDOW - this.frames.decoder().flowController().windowSize(all));
		}
		catch (Http2Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	CodecContext context() {
		return this.context;
	}

	StreamTable streams() {
		return this.streams;
	}

	Http2ConnectionHandler frames() {
		return this.frames;
	}

	ChannelHandlerContext framesContext() {
		return this.framesContext;
	}

	boolean isDecoding() {
		return this.decoding;
	}

	/**
	 * A peer that does not read what it is told gets no more of it.
	 */
	@Override
	public @Nullable Object decode(ByteBuf in) throws ProtocolException {
		if (!in.isReadable() || !hasRoom()) {
			return null;
		}
		this.decoding = true;
		try {
			this.channel.pipeline().fireChannelRead(in.readRetainedSlice(in.readableBytes()));
			this.channel.pipeline().fireChannelReadComplete();
			this.channel.runPendingTasks();
			this.streams.proceed();
		}
		finally {
			this.decoding = false;
		}
		if (!this.channel.isOpen() && !this.ended) {
			this.ended = true;
			throw new ProtocolException(CloseReason.PROTOCOL_ERROR, this.streams.violation(), true);
		}
		this.idle.look();
		return null;
	}

	/**
	 * How many bytes of responses may leave now.
	 */
	int room() {
		Connection connection = this.context.connection();
		long room = connection.maxSendBufferSize() - connection.sendBufferSize();
		Http2Stream all = this.frames.connection().connectionStream();
		return (int) Math.max(0, Math.min(room, this.frames.encoder().flowController().windowSize(all)));
	}

	private boolean hasRoom() {
		Connection connection = this.context.connection();
		return connection.sendBufferSize() < connection.maxSendBufferSize();
	}

	/**
	 * Frames were written.
	 */
	void wrote() {
		try {
			this.frames.encoder().flowController().writePendingBytes();
		}
		catch (Http2Exception ex) {
			this.frames.onError(this.framesContext, true, ex);
		}
		flush();
	}

	private void flush() {
		boolean much = this.gathered >= MUCH;
		if (much) {
			this.gathered = 0;
		}
		this.context.flush(much);
	}

	/**
	 * A stream has ended.
	 */
	void streamEnded() {
		if (!this.decoding && !this.ended) {
			this.streams.proceed();
			this.idle.look();
			if (this.leaving && !isWaiting()) {
				this.context.proceed();
				flush();
			}
		}
	}

	@Override
	public void drained() {
		this.streams.proceed();
	}

	/**
	 * Whether streams are to be answered.
	 */
	@Override
	public boolean isWaiting() {
		return this.streams.isBusy() || !hasRoom();
	}

	/**
	 * Nothing can be sent but on streams.
	 */
	@Override
	public boolean isEstablished() {
		return false;
	}

	@Override
	public void encode(Object message, Outgoing out) {
		throw carriesNothing();
	}

	@Override
	public void encodeFile(FilePart part, Outgoing out) {
		throw carriesNothing();
	}

	private static IllegalStateException carriesNothing() {
		return new IllegalStateException(
				"HTTP/2 answers a request on the connection of the request: send it with request.connection()");
	}

	@Override
	public @Nullable Object heartbeat(String payload) {
		return null;
	}

	@Override
	public void leaving() {
		this.leaving = true;
		goAway(Http2Error.NO_ERROR, "");
		flush();
	}

	/**
	 * A client that sends no more makes no more room either: what it has not been sent by
	 * now it would hardly read.
	 */
	@Override
	public void inputEnded() {
		this.context.goodbyeReceived(CloseReason.client(CloseReason.NORMAL, ""));
	}

	@Override
	public boolean goodbye(CloseReason reason, ByteBuf out) {
		if (!this.ended) {
			goAway(switch (reason.code()) {
				case CloseReason.PROTOCOL_ERROR -> Http2Error.PROTOCOL_ERROR;
				case CloseReason.POLICY_VIOLATION, CloseReason.TRY_AGAIN_LATER -> Http2Error.ENHANCE_YOUR_CALM;
				case CloseReason.SERVER_ERROR -> Http2Error.INTERNAL_ERROR;
				default -> Http2Error.NO_ERROR;
			}, reason.reason());
			this.ended = true;
		}
		return false;
	}

	private void goAway(Http2Error error, String reason) {
		int last = this.frames.connection().remote().lastStreamCreated();
		this.frames.goAway(this.framesContext, last, error.code(),
				Unpooled.wrappedBuffer(reason.getBytes(StandardCharsets.UTF_8)), this.framesContext.newPromise());
	}

	@Override
	public int bufferedBytes() {
		return this.streams.heldBytes();
	}

	@Override
	public void closed() {
		this.ended = true;
		this.idle.end();
		this.streams.close();
		this.channel.close();
	}

	/**
	 * Puts what the frames are written to where the protocol says something.
	 */
	private final class Outlet extends ChannelOutboundHandlerAdapter {

		@Override
		public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
			try {
				if (message instanceof ByteBuf bytes && !Http2Codec.this.ended) {
					ByteBuf answer = Http2Codec.this.context.answer().writeBytes(bytes);
					Http2Codec.this.gathered = answer.readableBytes();
				}
			}
			finally {
				ReferenceCountUtil.release(message);
			}
			promise.trySuccess();
		}

	}

}
