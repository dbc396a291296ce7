package io.workerman.engine.http2;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.Connection;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.http2.Http2Protocol.Limits;

/**
 * The streams of one connection: which there are, which wait for room, and which have not
 * begun because those before them are not read.
 */
final class StreamTable extends Http2FrameAdapter {

	/**
	 * The most bytes that are spent to send fields again in short, whatever the client
	 * offers.
	 */
	private static final long MOST_COMPRESSION = 16 * 1024;

	/**
	 * So many frames leave before it is the turn of other connections.
	 */
	private static final int TURNS = 64;

	private final Http2Codec codec;

	private final Limits limits;

	private final Function<RequestStream, ConnectionProtocol> protocols;

	private final ArrayDeque<StreamChannel> blocked = new ArrayDeque<>();

	private final ArrayDeque<StreamChannel> held = new ArrayDeque<>();

	private Http2Connection.@Nullable PropertyKey key;

	private String violation = "The peer broke HTTP/2";

	private boolean begun;

	private boolean proceeding;

	private boolean scheduled;

	private final AtomicInteger heldBytes = new AtomicInteger();

	StreamTable(Http2Codec codec, Limits limits, Function<RequestStream, ConnectionProtocol> protocols) {
		this.codec = codec;
		this.limits = limits;
		this.protocols = protocols;
	}

	void begin(Http2ConnectionHandler frames) {
		this.key = frames.connection().newKey();
		frames.connection().addListener(new Events());
	}

	private Http2Connection connection() {
		return this.codec.frames().connection();
	}

	private Http2Connection.PropertyKey key() {
		return Objects.requireNonNull(this.key);
	}

	private @Nullable StreamChannel channel(@Nullable Http2Stream stream) {
		return (stream != null) ? stream.getProperty(key()) : null;
	}

	/**
	 * Whether there was a stream.
	 */
	boolean hasBegun() {
		return this.begun;
	}

	/**
	 * Whether there is a stream.
	 */
	boolean isBusy() {
		return connection().numActiveStreams() > 0;
	}

	/**
	 * Why the connection had to end.
	 */
	String violation() {
		return this.violation;
	}

	/**
	 * The bytes that have come and that nobody has read. For any thread.
	 */
	int heldBytes() {
		return this.heldBytes.get();
	}

	void hold(int bytes) {
		this.heldBytes.addAndGet(bytes);
	}

	@Override
	public void onHeadersRead(ChannelHandlerContext context, int id, Http2Headers headers, int dependency, short weight,
			boolean exclusive, int padding, boolean last) throws Http2Exception {
		onHeadersRead(context, id, headers, padding, last);
	}

	@Override
	public void onHeadersRead(ChannelHandlerContext context, int id, Http2Headers headers, int padding, boolean last)
			throws Http2Exception {
		Http2Stream stream = connection().stream(id);
		RequestFields fields = new RequestFields(id, this.limits.head());
		StreamChannel known = channel(stream);
		if (known != null) {
			known.receiveTrailer(fields.trailer(headers));
			return;
		}
		this.begun = true;
		StreamChannel channel = new StreamChannel(this.codec, stream, headers, fields, last);
		stream.setProperty(key(), channel);
		if (isFull()) {
			this.held.add(channel);
		}
		else {
			open(channel);
		}
	}

	private void open(StreamChannel channel) {
		Connection connection = this.codec.context().open(channel, this.protocols.apply(channel));
		if (connection != null) {
			channel.begin(connection);
		}
		else {
			channel.reset(Http2Error.ENHANCE_YOUR_CALM);
		}
	}

	@Override
	public int onDataRead(ChannelHandlerContext context, int id, ByteBuf data, int padding, boolean last) {
		StreamChannel channel = channel(connection().stream(id));
		return padding + ((channel != null) ? channel.receive(data, last) : data.readableBytes());
	}

	@Override
	public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) throws Http2Exception {
		Http2HeadersEncoder.Configuration headers = this.codec.frames()
			.encoder()
			.configuration()
			.headersConfiguration();
		if (headers.maxHeaderTableSize() > MOST_COMPRESSION) {
			headers.maxHeaderTableSize(MOST_COMPRESSION);
		}
	}

	/**
	 * A stream has more to send than may leave now.
	 */
	void block(StreamChannel channel) {
		this.blocked.add(channel);
		if (!this.proceeding && this.codec.room() > 0) {
			proceedSoon();
		}
	}

	private void proceedSoon() {
		if (!this.scheduled) {
			this.scheduled = true;
			this.codec.context().after(Duration.ZERO, () -> {
				this.scheduled = false;
				proceed();
			});
		}
	}

	void forget(StreamChannel channel) {
		this.blocked.remove(channel);
		this.held.remove(channel);
	}

	/**
	 * Lets streams send in turn while there is room, and lets those begin that had to
	 * wait.
	 */
	void proceed() {
		if (this.proceeding || (this.blocked.isEmpty() && this.held.isEmpty())) {
			return;
		}
		this.proceeding = true;
		try {
			boolean progressed = true;
			for (int turns = 0; progressed && turns < TURNS && this.codec.room() > 0;) {
				turns += this.blocked.size();
				progressed = takeTurns();
			}
			if (progressed && !this.blocked.isEmpty() && this.codec.room() > 0) {
				proceedSoon();
			}
			while (!this.held.isEmpty() && !isFull()) {
				open(this.held.remove());
			}
		}
		finally {
			this.proceeding = false;
		}
	}

	private boolean takeTurns() {
		boolean progressed = false;
		for (StreamChannel channel : List.copyOf(this.blocked)) {
			if (this.blocked.remove(channel)) {
				progressed |= channel.takeTurn();
			}
		}
		return progressed;
	}

	/**
	 * Whether more bytes wait than streams may hold that make theirs bit by bit. These
	 * stop by themselves, and hold up nobody who asks for something else.
	 */
	private boolean isFull() {
		long waiting = 0;
		for (StreamChannel channel : this.blocked) {
			waiting += channel.waiting();
		}
		return waiting >= 2L * this.codec.context().connection().maxSendBufferSize();
	}

	/**
	 * The connection has closed.
	 */
	void close() {
		List<StreamChannel> open = new ArrayList<>();
		try {
			connection().forEachActiveStream((stream) -> {
				StreamChannel channel = channel(stream);
				if (channel != null) {
					open.add(channel);
				}
				return true;
			});
		}
		catch (Http2Exception ex) {
			throw new IllegalStateException(ex);
		}
		open.forEach(StreamChannel::lose);
	}

	/**
	 * Hears what becomes of the connection and its streams.
	 */
	private final class Events extends Http2ConnectionAdapter {

		@Override
		public void onStreamClosed(Http2Stream stream) {
			StreamChannel channel = channel(stream);
			if (channel != null) {
				channel.lose();
			}
			StreamTable.this.codec.streamEnded();
		}

		@Override
		public void onGoAwaySent(int last, long error, ByteBuf reason) {
			if (error != Http2Error.NO_ERROR.code()) {
				StreamTable.this.violation = reason.toString(StandardCharsets.UTF_8);
			}
		}

	}

}
