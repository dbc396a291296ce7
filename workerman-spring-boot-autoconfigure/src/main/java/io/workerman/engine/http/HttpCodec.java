package io.workerman.engine.http;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.BadMessageException;
import io.workerman.engine.CloseReason;
import io.workerman.engine.CodecContext;
import io.workerman.engine.Connection;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.Outgoing;
import io.workerman.engine.ProtocolException;
import io.workerman.engine.RefusedException;
import io.workerman.engine.http.RequestReader.Phase;
import io.workerman.engine.http2.Http2Protocol;
import io.workerman.engine.http2.RequestStream;

/**
 * HTTP on one connection. The next request is read when the one before is answered, so
 * answers are in the order of the requests.
 */
final class HttpCodec implements ConnectionCodec {

	private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

	private final CodecContext context;

	private final RequestReader reader;

	private final ResponseWriter writer;

	private final RequestPatience patience;

	private final @Nullable StaticFiles files;

	/**
	 * What the connection may turn to, until its first bytes have come.
	 */
	private @Nullable Http2Protocol http2;

	private volatile @Nullable HttpExchange exchange;

	private boolean starved;

	HttpCodec(CodecContext context, HttpProtocol protocol) {
		this(context, protocol, protocol, new RequestReader(context, protocol),
				new ResponseWriter(context.json(), protocol.gzip()));
		this.http2 = protocol.http2();
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
		this(context, protocol, spoken, new RequestReader(context, protocol, stream.head()),
				new ResponseWriter.OfStream(context.json(), protocol.gzip(), stream));
	}

	private HttpCodec(CodecContext context, HttpProtocol protocol, ConnectionProtocol spoken, RequestReader reader,
			ResponseWriter writer) {
		this.context = context;
		this.reader = reader;
		this.writer = writer;
		this.patience = new RequestPatience(context, protocol, spoken, reader,
				(refusal) -> refusal.answer(context, writer));
		this.files = protocol.files();
	}

	@Override
	public @Nullable Object decode(ByteBuf in) throws ProtocolException {
		if (this.http2 != null && !mayBegin(this.http2, in)) {
			return null;
		}
		try {
			while (!isWaiting()) {
				HttpRequest request = this.reader.read(in);
				if (request == null) {
					this.patience.expect(this.reader.phase(in));
					return null;
				}
				this.patience.rest();
				this.exchange = new HttpExchange(request, this.writer, this::next);
				HttpResponse file = (this.files != null) ? this.files.answer(request) : null;
				if (file == null) {
					return view(request);
				}
				this.context.connection().send(file);
			}
			this.starved = true;
			return null;
		}
		catch (HttpRefusal ex) {
			throw ex.answer(this.context, this.writer);
		}
	}

	/**
	 * Whether the client speaks HTTP/1, which its first bytes tell.
	 */
	private boolean mayBegin(Http2Protocol http2, ByteBuf in) {
		int length = Math.min(in.readableBytes(), PREFACE.length);
		if (!ByteBufUtil.equals(in, in.readerIndex(), Unpooled.wrappedBuffer(PREFACE), 0, length)) {
			this.http2 = null;
			return true;
		}
		if (length == PREFACE.length) {
			this.patience.rest();
			this.context.connection().protocol(http2);
		}
		return false;
	}

	private Object view(HttpRequest request) {
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
		this.patience.expect(Phase.IDLE);
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
			throw new IllegalStateException("No request is waiting for an answer");
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

	/**
	 * A client that does not read its answers gets no more of them: an answer that was
	 * dropped for want of room would leave it waiting for ever.
	 */
	@Override
	public boolean isWaiting() {
		Connection connection = this.context.connection();
		return this.exchange != null || connection.sendBufferSize() >= connection.maxSendBufferSize();
	}

	@Override
	public Object unhandled(Object message) {
		boolean serves = this.files != null && message instanceof HttpRequest;
		return serves ? StaticFiles.missing((HttpRequest) message) : problem(404, "Not Found");
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
	 */
	@Override
	public boolean isEstablished() {
		HttpExchange exchange = this.exchange;
		return exchange != null && exchange.isStreaming();
	}

	/**
	 * A problem without details (RFC 9457): they might tell the client too much.
	 */
	@Override
	public @Nullable Object failure(Throwable failure) {
		HttpExchange exchange = this.exchange;
		if (exchange == null || !exchange.isWaiting()) {
			return (exchange != null && exchange.isOfItems()) ? HttpExchange.Item.BROKEN : null;
		}
		if (failure instanceof RefusedException refusal) {
			HttpResponse answer = problem(refusal.status(),
					HttpResponseStatus.valueOf(refusal.status()).reasonPhrase());
			refusal.headers().forEach(answer::header);
			return answer;
		}
		boolean clientsFault = failure instanceof BadMessageException;
		return problem(clientsFault ? 400 : 500, clientsFault ? "Bad Request" : "Internal Server Error");
	}

	static HttpResponse problem(int status, String title) {
		return HttpResponse.of(status)
			.contentType("application/problem+json")
			.body("{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d}".formatted(title, status));
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
	}

}
