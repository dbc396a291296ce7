package io.workerman.engine.http;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.CodecContext;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.Outgoing;
import io.workerman.engine.http2.Http2Protocol;
import io.workerman.engine.http2.RequestStream;

/**
 * HTTP/1.0 and HTTP/1.1 (RFC 9110 and 9112), and HTTP/2 (RFC 9113) if that is enabled. A
 * message is an {@link HttpRequest}; what is sent next answers it: an
 * {@link HttpResponse}, or the body of one. Requests that come before that wait. The
 * sessions of all connections of this protocol are the same.
 */
public final class HttpProtocol implements ConnectionProtocol {

	private final HttpOptions options;

	private final SessionStore sessions;

	private final @Nullable StaticFiles files;

	private final @Nullable Gzip gzip;

	private final @Nullable Http2Protocol http2;

	/**
	 * Create a protocol with the default options.
	 */
	public HttpProtocol() {
		this(HttpOptions.DEFAULTS);
	}

	/**
	 * Create a protocol.
	 * @param options the options
	 */
	public HttpProtocol(HttpOptions options) {
		this.options = options;
		SessionStore store = options.sessions().store();
		this.sessions = (store != null) ? store : new MemorySessionStore(options.sessions().lifetime());
		this.files = options.roots().isEmpty() ? null : new StaticFiles(options.roots());
		this.gzip = options.compression().enabled() ? new Gzip(options.compression()) : null;
		this.http2 = options.http2().enabled()
				? new Http2Protocol(limits(options), (stream) -> new OfStream(this, stream)) : null;
	}

	private static Http2Protocol.Limits limits(HttpOptions options) {
		return new Http2Protocol.Limits(options.http2().maxConcurrentStreams(), options.head(),
				options.timeouts().header(), options.timeouts().keepAlive());
	}

	HttpOptions options() {
		return this.options;
	}

	SessionStore sessions() {
		return this.sessions;
	}

	@Nullable StaticFiles files() {
		return this.files;
	}

	@Nullable Gzip gzip() {
		return this.gzip;
	}

	/**
	 * What is spoken behind the preface of HTTP/2.
	 */
	@Nullable Http2Protocol http2() {
		return this.http2;
	}

	@Override
	public String protocolName() {
		return "http";
	}

	@Override
	public byte[] refusal() {
		return HttpRefusal.unavailable();
	}

	@Override
	public List<String> applicationProtocols() {
		return (this.http2 != null) ? List.of(Http2Protocol.NAME, "http/1.1") : List.of("http/1.1");
	}

	@Override
	public ConnectionCodec newCodec(CodecContext context) {
		return new HttpCodec(context, this);
	}

	/**
	 * Makes the codec of a connection that speaks HTTP until a request asks for something
	 * else.
	 * @param context what the engine offers to the codec
	 * @param spoken the protocol that the connection is said to speak
	 * @param upgrade what requests may ask for
	 * @return the codec
	 */
	public ConnectionCodec newCodec(CodecContext context, ConnectionProtocol spoken, Upgrade upgrade) {
		return new HttpCodec(context, this, spoken, upgrade);
	}

	/**
	 * What connections of another protocol do while they speak HTTP. They are corked when
	 * they open.
	 */
	public interface Upgrade {

		/**
		 * Whether a request asks for the other protocol. The rest are plain requests, if
		 * those are served.
		 * @param request the request
		 * @return whether it does
		 */
		boolean isAskedBy(HttpRequest request);

		/**
		 * Goes on with a request that asks for the other protocol, or that is plain
		 * although such are not served.
		 * @param request the request
		 * @return the codec of the other protocol
		 * @throws HttpRefusal if the request cannot be granted
		 */
		ConnectionCodec accept(HttpRequest request) throws HttpRefusal;

		/**
		 * Says why a malformed request is refused where plain ones are not served.
		 * @param malformed what the parser says
		 * @return what the client is told
		 */
		HttpRefusal refuse(HttpRefusal malformed);

		/**
		 * Appends what the application sends before a request has come.
		 * @param message the message
		 * @param out where to append it
		 */
		void encode(Object message, Outgoing out);

	}

	/**
	 * One stream of HTTP/2.
	 *
	 * @param http the protocol of its connection
	 * @param stream the stream
	 */
	private record OfStream(HttpProtocol http, RequestStream stream) implements ConnectionProtocol {

		@Override
		public String protocolName() {
			return this.http.protocolName();
		}

		@Override
		public ConnectionCodec newCodec(CodecContext context) {
			return new HttpCodec(context, this.http, this, this.stream);
		}

	}

}
