package io.workerman.engine.http;

import java.util.List;

import io.workerman.engine.CodecContext;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.ConnectionProtocol;

/**
 * HTTP/1.0 and HTTP/1.1 (RFC 9110 and 9112). A message is an {@link HttpRequest}; what is
 * sent next answers it: an {@link HttpResponse}, or the body of one. Requests that come
 * before that wait. The sessions of all connections of this protocol are the same.
 */
public final class HttpProtocol implements ConnectionProtocol {

	private final Session.Store sessions = new Session.Store();

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
		return new HttpCodec(context, this.sessions);
	}

}
