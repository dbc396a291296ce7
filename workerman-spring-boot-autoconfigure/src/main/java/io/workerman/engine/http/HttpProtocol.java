package io.workerman.engine.http;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.CodecContext;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.Outgoing;

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
		return new HttpCodec(context, this, this, null);
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

}
