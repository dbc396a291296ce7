package io.workerman.engine.http2;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.Connection;
import io.workerman.engine.http.parser.BodyFrames;
import io.workerman.engine.http.parser.HeaderFields;
import io.workerman.engine.http.parser.RequestHead;
import io.workerman.engine.protocol.FileBytes;

/**
 * One stream as a channel: what is read from it is the body of the request, what is
 * written to it that of the response. The window of the peer is to it what the send
 * buffer of the operating system is to a socket.
 */
final class StreamChannel extends CarriedChannel implements RequestStream, BodyFrames {

	/**
	 * The most bytes of a DATA frame.
	 */
	private static final int FRAME = 16 * 1024;

	/**
	 * So many bytes a stream sends before others have their turn.
	 */
	private static final int FIRST_TURN = 256 * 1024;

	private final Http2Codec codec;

	private final Http2Stream stream;

	private final RequestHead head;

	private final ArrayDeque<ByteBuf> received = new ArrayDeque<>(0);

	private HeaderFields trailer = HeaderFields.NONE;

	private @Nullable Connection connection;

	private boolean delivering;

	/**
	 * Whether all of the request has come.
	 */
	private boolean inputEnded;

	private volatile @Nullable ResponseHead response;

	private volatile long length;

	private boolean headSent;

	private long sent;

	private boolean endSent;

	private boolean responded;

	private boolean whole;

	private boolean turn;

	private boolean blocked;

	/**
	 * Whether nothing more can be said on the stream.
	 */
	private boolean gone;

	private boolean open = true;

	StreamChannel(Http2Codec codec, Http2Stream stream, Http2Headers headers, RequestFields fields, boolean last)
			throws Http2Exception {
		super(codec.context());
		this.codec = codec;
		this.stream = stream;
		this.inputEnded = last;
		this.head = fields.head(headers, this);
	}

	/**
	 * The connection that it carries is open.
	 */
	void begin(Connection connection) {
		this.connection = connection;
		deliver(Unpooled.EMPTY_BUFFER);
		boolean asks = !this.inputEnded && !this.gone && this.response == null;
		if (asks && this.head.fields().get("expect") != null) {
			this.codec.frames()
				.encoder()
				.writeHeaders(this.codec.framesContext(), this.stream.id(), new DefaultHttp2Headers().status("100"), 0,
						false, this.codec.framesContext().newPromise());
			this.codec.wrote();
		}
		deliverReceived();
	}

	@Override
	public RequestHead head() {
		return this.head;
	}

	@Override
	public boolean hasEnded() {
		return this.inputEnded && this.received.isEmpty();
	}

	@Override
	public HeaderFields trailer() {
		return this.trailer;
	}

	void receiveTrailer(HeaderFields trailer) {
		this.trailer = trailer;
		receive(Unpooled.EMPTY_BUFFER, true);
	}

	/**
	 * Takes a part of the body.
	 * @return how many bytes of it need not be waited for
	 */
	int receive(ByteBuf data, boolean last) {
		this.inputEnded = last;
		int size = data.readableBytes();
		if (!this.open) {
			return size;
		}
		if (isReading() && this.received.isEmpty()) {
			deliver(data.retain());
			return size;
		}
		this.received.add(data.retain());
		this.codec.streams().hold(size);
		return 0;
	}

	private boolean isReading() {
		return this.connection != null && config().isAutoRead();
	}

	private void deliver(ByteBuf data) {
		this.delivering = true;
		pipeline().fireChannelRead(data);
		if (!this.codec.isDecoding()) {
			pipeline().fireChannelReadComplete();
		}
		this.delivering = false;
	}

	private void deliverReceived() {
		while (isReading() && !this.received.isEmpty()) {
			ByteBuf data = this.received.remove();
			int size = data.readableBytes();
			this.codec.streams().hold(-size);
			deliver(data);
			consumed(size);
		}
	}

	private void consumed(int size) {
		try {
			if (size > 0 && this.codec.frames().decoder().flowController().consumeBytes(this.stream, size)) {
				this.codec.wrote();
			}
		}
		catch (Http2Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The end of a read asks for the next one, while this one is still being delivered.
	 */
	@Override
	protected void doBeginRead() {
		if (this.connection != null && !this.delivering) {
			if (this.received.isEmpty()) {
				deliver(Unpooled.EMPTY_BUFFER);
			}
			deliverReceived();
		}
	}

	@Override
	public void respond(ResponseHead head, long length) {
		this.length = length;
		this.response = head;
	}

	@Override
	public void sendHead() {
		ResponseHead response = this.response;
		if (response != null && !this.headSent && !this.gone) {
			this.headSent = true;
			this.endSent = this.length == 0;
			this.codec.frames()
				.encoder()
				.writeHeaders(this.codec.framesContext(), this.stream.id(), response.headers(), 0, this.endSent,
						resetOnFailure());
			this.codec.wrote();
		}
	}

	private ChannelPromise resetOnFailure() {
		ChannelPromise promise = this.codec.framesContext().newPromise();
		promise.addListener((written) -> {
			if (!written.isSuccess()) {
				reset(Http2Error.INTERNAL_ERROR);
			}
		});
		return promise;
	}

	@Override
	public void responded(boolean whole) {
		this.responded = true;
		this.whole = whole;
		pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
	}

	/**
	 * The bytes of the response that wait.
	 */
	long waiting() {
		return (this.connection != null) ? this.connection.sendBufferSize() : 0;
	}

	/**
	 * Sends the next frame.
	 * @return whether there was room for it
	 */
	boolean takeTurn() {
		long before = this.sent;
		this.blocked = false;
		this.turn = true;
		unsafe().flush();
		this.turn = false;
		return this.sent > before;
	}

	@Override
	protected void doWrite(ChannelOutboundBuffer out) throws Exception {
		if (this.gone) {
			throw new ClosedChannelException();
		}
		if (this.response == null) {
			throw new IOException("Bytes were sent before a response");
		}
		sendHead();
		long limit = this.sent + (this.turn ? 1 : FIRST_TURN);
		Object next = out.current();
		while (next != null) {
			int length = (int) Math.min(FRAME, left(next));
			if (length > 0) {
				length = Math.min(length, room());
				if (length <= 0 || this.sent >= limit) {
					block();
					return;
				}
				write(take(next, length), this.sent + length == this.length);
				out.progress(length);
			}
			if (left(next) == 0) {
				out.remove();
			}
			next = out.current();
		}
	}

	private void block() {
		if (!this.blocked) {
			this.blocked = true;
			this.codec.streams().block(this);
		}
	}

	private int room() {
		return Math.min(this.codec.room(), this.codec.frames().encoder().flowController().windowSize(this.stream));
	}

	private static long left(Object message) {
		return (message instanceof FileRegion file) ? file.count() - file.transferred()
				: ((ByteBuf) message).readableBytes();
	}

	private ByteBuf take(Object message, int length) throws IOException {
		if (message instanceof ByteBuf bytes) {
			return bytes.readRetainedSlice(length);
		}
		FileRegion file = (FileRegion) message;
		return FileBytes.read(file, file.transferred(), length, alloc());
	}

	private void write(ByteBuf data, boolean last) {
		this.sent += data.readableBytes();
		this.endSent = last;
		this.codec.frames()
			.encoder()
			.writeData(this.codec.framesContext(), this.stream.id(), data, 0, last,
					this.codec.framesContext().newPromise());
		this.codec.wrote();
	}

	/**
	 * The stream has closed: both sides have said all, or one of them has reset it.
	 */
	void lose() {
		this.gone = true;
		if (this.connection == null) {
			doClose();
		}
		else if (this.open && !this.endSent) {
			unsafe().close(unsafe().voidPromise());
		}
	}

	void reset(Http2Error error) {
		if (!this.gone) {
			this.gone = true;
			this.codec.frames()
				.resetStream(this.codec.framesContext(), this.stream.id(), error.code(),
						this.codec.framesContext().newPromise());
			this.codec.wrote();
		}
	}

	@Override
	protected void doClose() {
		if (this.open) {
			this.open = false;
			this.codec.streams().forget(this);
			if (!this.gone && !this.endSent) {
				finish();
			}
			if (!this.inputEnded) {
				reset(Http2Error.NO_ERROR);
			}
			for (ByteBuf data : this.received) {
				this.codec.streams().hold(-data.readableBytes());
				data.release();
			}
			this.received.clear();
		}
	}

	private void finish() {
		if (!this.whole || this.blocked || this.sent < this.length) {
			reset((this.responded && !this.whole) ? Http2Error.INTERNAL_ERROR : Http2Error.CANCEL);
			return;
		}
		sendHead();
		if (!this.endSent) {
			write(Unpooled.EMPTY_BUFFER, true);
		}
	}

	@Override
	public boolean isOpen() {
		return this.open;
	}

}
