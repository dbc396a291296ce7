package io.workerman.engine.http;

import java.util.concurrent.CompletableFuture;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.BadMessageException;
import io.workerman.engine.CloseReason;
import io.workerman.engine.CodecContext;
import io.workerman.engine.Connection;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.Outgoing;
import io.workerman.engine.Outgoing.FilePart;
import io.workerman.engine.ProtocolException;
import io.workerman.engine.RefusedException;
import io.workerman.engine.http.HttpProtocol.Upgrade;
import io.workerman.engine.http.RequestReader.Phase;
import io.workerman.engine.http2.Http2Protocol;
import io.workerman.engine.http2.RequestStream;

/**
 * HTTP on one connection. The next request is read when the one before is answered, so
 * answers are in the order of the requests.
 */
final class HttpCodec implements ConnectionCodec {

	private final CodecContext context;

	private final RequestReader reader;

	private final ResponseWriter writer;

	private final RequestPatience patience;

	private final @Nullable StaticFiles files;

	private final @Nullable Upgrade upgrade;

	/**
	 * Whether a plain request has come, so that what is sent is HTTP.
	 */
	private volatile boolean plain;

	private final boolean remoteSessions;

	/**
	 * A request whose session is being looked for.
	 */
	private @Nullable HttpRequest arriving;

	/**
	 * What the connection may turn to, until its first bytes have come.
	 */
	private @Nullable Http2Protocol http2;

	private volatile @Nullable HttpExchange exchange;

	private boolean starved;

	HttpCodec(CodecContext context, HttpProtocol protocol) {
		this(context, protocol, protocol, null, new RequestReader(context, protocol),
				new ResponseWriter(context, protocol.gzip()));
		this.http2 = protocol.http2();
		this.patience.expect(Phase.HEAD);
	}

	/**
	 * Create a codec of a connection that may turn to another protocol.
	 * @param context the context
	 * @param protocol the protocol
	 * @param spoken the protocol of the connection
	 * @param upgrade what it may turn to
	 */
	HttpCodec(CodecContext context, HttpProtocol protocol, ConnectionProtocol spoken, Upgrade upgrade) {
		this(context, protocol, spoken, upgrade, new RequestReader(context, protocol),
				new ResponseWriter(context, protocol.gzip()));
		this.patience.expect(Phase.HEAD);
	}

	/**
	 * Create a codec for one stream of HTTP/2.
	 * @param context the context
	 * @param protocol the protocol of the connection
	 * @param spoken the protocol of the stream
	 * @param stream the stream
	 */
	HttpCodec(CodecContext context, HttpProtocol protocol, ConnectionProtocol spoken, RequestStream stream) {
		this(context, protocol, spoken, null, new RequestReader(context, protocol, stream.head()),
				new ResponseWriter.OfStream(context, protocol.gzip(), stream));
	}

	private HttpCodec(CodecContext context, HttpProtocol protocol, ConnectionProtocol spoken, @Nullable Upgrade upgrade,
			RequestReader reader, ResponseWriter writer) {
		this.context = context;
		this.reader = reader;
		this.writer = writer;
		this.patience = new RequestPatience(context, protocol, spoken, reader,
				(refusal) -> refusal.answer(context, writer));
		this.files = protocol.files();
		this.upgrade = upgrade;
		this.remoteSessions = protocol.sessions().isRemote();
		this.plain = upgrade == null;
	}

	@Override
	public @Nullable Object decode(ByteBuf in) throws ProtocolException {
		if (this.http2 != null && !mayBegin(this.http2, in)) {
			return null;
		}
		try {
			while (!isWaiting()) {
				HttpRequest request = (this.arriving != null) ? this.arriving : read(in);
				if (request == null) {
					this.patience.expect(this.reader.phase(in));
					return null;
				}
				this.patience.rest();
				if (this.remoteSessions && !isFound(request)) {
					return null;
				}
				if (this.upgrade != null && turns(this.upgrade, request)) {
					return null;
				}
				this.exchange = newExchange(request);
				HttpResponse file = (this.files != null) ? this.files.answer(request) : null;
				if (file == null && isTaken()) {
					return view(request);
				}
				this.context.connection().send((file != null) ? file : StaticFiles.missing(request));
			}
			this.starved = true;
			return null;
		}
		catch (HttpRefusal ex) {
			throw ex.answer(this.context, this.writer);
		}
	}

	/**
	 * Whether the session of a request is here, if it has one.
	 */
	private boolean isFound(HttpRequest request) {
		CompletableFuture<?> found = request.sessionOfRequest().find();
		if (this.arriving == null && !found.isDone()) {
			this.arriving = request;
			found.whenComplete((session, failure) -> this.context.proceed());
			return false;
		}
		this.arriving = null;
		return true;
	}

	private HttpExchange newExchange(HttpRequest request) {
		if (!this.remoteSessions) {
			return new HttpExchange(request, this.writer, null, this::next);
		}
		this.context.hold();
		return new HttpExchange(request, this.writer,
				(then) -> this.context.letGo(request.keepSession(), then,
						() -> new HttpRefusal(503, "The session could not be kept").answer(this.context, this.writer)),
				this::next);
	}

	private @Nullable HttpRequest read(ByteBuf in) throws HttpRefusal {
		try {
			return this.reader.read(in);
		}
		catch (HttpRefusal ex) {
			throw (this.upgrade != null && !servesPlain()) ? this.upgrade.refuse(ex) : ex;
		}
	}

	/**
	 * Whether a request turns the connection to another protocol. Else what was sent in
	 * that protocol is for nobody.
	 */
	private boolean turns(Upgrade upgrade, HttpRequest request) throws HttpRefusal {
		if (upgrade.isAskedBy(request) || !servesPlain()) {
			this.context.turnTo(upgrade.accept(request));
			return true;
		}
		if (!this.plain) {
			this.plain = true;
			this.context.dropHeld();
		}
		return false;
	}

	/**
	 * Whether the client speaks HTTP/1.
	 */
	private boolean mayBegin(Http2Protocol http2, ByteBuf in) {
		switch (http2.isSpoken(this.context, in)) {
			case NO -> this.http2 = null;
			case YES -> {
				this.patience.rest();
				this.context.connection().protocol(http2);
			}
			case UNKNOWN -> {
			}
		}
		return this.http2 == null;
	}

	private boolean servesPlain() {
		return this.files != null || isTaken();
	}

	private boolean isTaken() {
		return this.upgrade == null || this.context.takesRequests();
	}

	private Object view(HttpRequest request) {
		if (this.upgrade != null) {
			return request;
		}
		return switch (this.context.view(true)) {
			case TEXT -> request.bodyText();
			case BYTES -> request.body();
			case BUFFER -> Unpooled.wrappedBuffer(request.body());
			case NATIVE, MESSAGE, REFUSED -> request;
		};
	}

	private void next() {
		HttpExchange exchange = this.exchange;
		if (exchange == null) {
			return;
		}
		exchange.request().discard();
		this.patience.answered();
		this.writer.responded(!exchange.isBroken());
		if (!exchange.isLast()) {
			this.exchange = null;
			if (this.starved) {
				this.starved = false;
				this.context.proceed();
			}
		}
	}

	@Override
	public void encode(Object message, Outgoing out) {
		HttpExchange exchange = this.exchange;
		if (exchange == null) {
			encodeUnasked(message, out);
			return;
		}
		if (message instanceof Chunk chunk) {
			exchange.append(Unpooled.wrappedBuffer(chunk.bytes()), chunk.isLast(), out);
		}
		else if (message instanceof ServerSentEvent event) {
			exchange.append(Unpooled.wrappedBuffer(event.bytes()), false, out);
		}
		else if (message instanceof HttpExchange.Item item) {
			exchange.answer(item, out);
		}
		else {
			exchange.answer((message instanceof HttpResponse response) ? response : HttpResponse.ok(message), out);
		}
	}

	private void encodeUnasked(Object message, Outgoing out) {
		if (this.plain || this.upgrade == null) {
			throw new IllegalStateException("No request is waiting for an answer");
		}
		this.upgrade.encode(message, out);
		out.finish((frame) -> {
			// it is too late for a message of another thread
			if (this.plain) {
				frame.clear();
			}
		});
	}

	@Override
	public void encodeFile(FilePart part, Outgoing out) {
		encode(part.whole() ? HttpResponse.file(part.file())
				: HttpResponse.file(part.file(), part.position(), part.length()), out);
	}

	/**
	 * A client that does not read its answers gets no more of them: an answer that was
	 * dropped for want of room would leave it waiting for ever. Before answers are held
	 * back, or the connection turns to another protocol, they have to leave wholly.
	 */
	@Override
	public boolean isWaiting() {
		if (this.exchange != null || isSearching()) {
			return true;
		}
		Connection connection = this.context.connection();
		boolean wholly = this.upgrade != null || this.remoteSessions;
		return this.plain && connection.sendBufferSize() >= (wholly ? 1 : connection.maxSendBufferSize());
	}

	private boolean isSearching() {
		return this.arriving != null && !this.arriving.sessionOfRequest().find().isDone();
	}

	@Override
	public Object unhandled(Object message) {
		boolean serves = this.files != null && message instanceof HttpRequest;
		return serves ? StaticFiles.missing((HttpRequest) message) : HttpResponse.problem(404);
	}

	@Override
	public Object item(Object item) {
		return new HttpExchange.Item(item, false);
	}

	@Override
	public Object endOfItems() {
		return HttpExchange.Item.END;
	}

	/**
	 * Only clients that listen to a stream can take a message that they did not ask for.
	 * Beside WebSockets they cannot, because it is for those.
	 */
	@Override
	public boolean isEstablished() {
		return this.upgrade == null && isStreaming();
	}

	@Override
	public boolean isStreaming() {
		HttpExchange exchange = this.exchange;
		return exchange != null && exchange.isStreaming();
	}

	@Override
	public @Nullable Object failure(Throwable failure) {
		HttpExchange exchange = this.exchange;
		if (exchange == null || !exchange.isWaiting()) {
			return (exchange != null && exchange.isOfItems()) ? HttpExchange.Item.BROKEN : null;
		}
		if (failure instanceof RefusedException refusal) {
			HttpResponse answer = HttpResponse.problem(refusal.status());
			refusal.headers().forEach(answer::header);
			return answer;
		}
		if (failure instanceof SessionStore.UnavailableException) {
			return HttpResponse.problem(503);
		}
		return HttpResponse.problem((failure instanceof BadMessageException) ? 400 : 500);
	}

	/**
	 * HTTP has no heartbeats.
	 */
	@Override
	public @Nullable Object heartbeat(String payload) {
		return null;
	}

	/**
	 * A client that missed an answer would take the next one for it.
	 */
	@Override
	public boolean isDispensable(Object message) {
		return false;
	}

	/**
	 * A client that asks too often gets an answer all the same.
	 */
	@Override
	public boolean goodbye(CloseReason reason, ByteBuf out) {
		HttpExchange exchange = this.exchange;
		if (reason.code() == CloseReason.TRY_AGAIN_LATER && exchange != null && exchange.isWaiting()) {
			this.writer.write(out, HttpRefusal.tooMany(reason.reason()), ResponseWriter.Terms.LAST);
			this.writer.responded(true);
		}
		return false;
	}

	@Override
	public int bufferedBytes() {
		return this.reader.bufferedBytes();
	}

	@Override
	public void closed() {
		this.patience.close();
		this.reader.discard();
		HttpExchange exchange = this.exchange;
		if (exchange != null) {
			exchange.request().discard();
		}
		if (this.arriving != null) {
			this.arriving.discard();
		}
	}

}
