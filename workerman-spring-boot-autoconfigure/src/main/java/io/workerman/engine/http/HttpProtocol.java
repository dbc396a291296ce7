package io.workerman.engine.http;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.CodecContext;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.ConnectionProtocol;
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
		return (this.http2 != null) ? List.of("h2", "http/1.1") : List.of("http/1.1");
	}

	@Override
	public ConnectionCodec newCodec(CodecContext context) {
		return new HttpCodec(context, this);
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
