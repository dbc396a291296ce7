package io.workerman.engine.http;

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
	}

	HttpOptions options() {
		return this.options;
	}

	SessionStore sessions() {
		return this.sessions;
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
	public ConnectionCodec newCodec(CodecContext context) {
		return new HttpCodec(context, this);
	}

}
