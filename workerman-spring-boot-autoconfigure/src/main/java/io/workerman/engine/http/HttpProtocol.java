package io.workerman.engine.http;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.CodecContext;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.ConnectionProtocol;

/**
 * HTTP/1.0 and HTTP/1.1 (RFC 9110 and 9112). A message is an {@link HttpRequest}; what is
 * sent next answers it: an {@link HttpResponse}, or the body of one. Requests that come
 * before that wait. The sessions of all connections of this protocol are the same.
 */
public final class HttpProtocol implements ConnectionProtocol {

	private final HttpOptions options;

	private final SessionStore sessions;

	private final @Nullable StaticFiles files;

	private final @Nullable Gzip gzip;

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
		return List.of("http/1.1");
	}

	@Override
	public ConnectionCodec newCodec(CodecContext context) {
		return new HttpCodec(context, this);
	}

}
