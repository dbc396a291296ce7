package io.workerman.engine.http;

import java.lang.reflect.Type;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.BadMessageException;
import io.workerman.engine.CodecContext;
import io.workerman.engine.Connection;
import io.workerman.engine.HandshakeRequest;
import io.workerman.engine.proxy.ForwardedClient;

/**
 * A request. What is asked of it is parsed when it is asked for the first time. It stays
 * valid after the handler has returned.
 */
public final class HttpRequest implements HandshakeRequest {

	private final CodecContext context;

	private final Session.@Nullable Store sessions;

	private final RequestHead.Line line;

	private final HeaderFields fields;

	private final HeaderFields trailer;

	private final byte[] body;

	private @Nullable Map<String, List<String>> query;

	private @Nullable Map<String, String> cookies;

	private @Nullable FormData form;

	private @Nullable Session session;

	private @Nullable SocketAddress client;

	private volatile @Nullable Session newSession;

	HttpRequest(CodecContext context, Session.@Nullable Store sessions, RequestHead head, RequestBody body) {
		this.context = context;
		this.sessions = sessions;
		this.line = head.line();
		this.fields = (body instanceof RequestBody.Chunked) ? head.fields().withLength(body.size()) : head.fields();
		this.trailer = body.trailer();
		this.body = body.bytes();
	}

	/**
	 * The method, in upper case.
	 * @return the method
	 */
	public String method() {
		return this.line.method();
	}

	@Override
	public String uri() {
		return this.line.target();
	}

	@Override
	public String path() {
		String target = this.line.target();
		int mark = target.indexOf('?');
		String path = (mark >= 0) ? target.substring(0, mark) : target;
		return (path.indexOf('%') >= 0) ? HttpGrammar.decode(path, false) : path;
	}

	/**
	 * What follows the question mark in the request target, not decoded.
	 * @return the query string, may be empty
	 */
	public String queryString() {
		int mark = this.line.target().indexOf('?');
		return (mark >= 0) ? this.line.target().substring(mark + 1) : "";
	}

	@Override
	public @Nullable String query(String name) {
		return first(query(), name);
	}

	/**
	 * The parameters of the query string, of which there can be 1000.
	 * @return all values by name
	 */
	public Map<String, List<String>> query() {
		Map<String, List<String>> query = this.query;
		if (query == null) {
			query = FormData.parameters(queryString());
			this.query = query;
		}
		return query;
	}

	/**
	 * A header. The values of repeated ones are joined by a comma.
	 * @param name the name of the header, in any case
	 * @return its value, or {@code null} if there is none
	 */
	@Override
	public @Nullable String header(String name) {
		return this.fields.get(name);
	}

	/**
	 * The headers.
	 * @return all values by name in lower case
	 */
	public Map<String, List<String>> headers() {
		return this.fields.toMap();
	}

	/**
	 * A field that followed a chunked body.
	 * @param name the name of the field, in any case
	 * @return its value, or {@code null} if there is none
	 */
	public @Nullable String trailer(String name) {
		return this.trailer.get(name);
	}

	@Override
	public @Nullable String cookie(String name) {
		Map<String, String> cookies = this.cookies;
		if (cookies == null) {
			cookies = cookies(header("cookie"));
			this.cookies = cookies;
		}
		return cookies.get(name);
	}

	private static Map<String, String> cookies(@Nullable String header) {
		if (header == null) {
			return Map.of();
		}
		Map<String, String> cookies = new LinkedHashMap<>();
		for (String pair : header.split(";")) {
			int equals = pair.indexOf('=');
			if (equals > 0) {
				String value = pair.substring(equals + 1).strip();
				boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
				value = quoted ? value.substring(1, value.length() - 1) : value;
				cookies.putIfAbsent(pair.substring(0, equals).strip(), HttpGrammar.decode(value, false));
			}
		}
		return cookies;
	}

	/**
	 * A text field of the form in the body.
	 * @param name the name of the field
	 * @return its first value, or {@code null} if there is none
	 * @throws IllegalArgumentException if the body is a malformed form
	 */
	public @Nullable String form(String name) {
		return first(formData().fields(), name);
	}

	/**
	 * The text fields of the form in the body: {@code application/x-www-form-urlencoded}
	 * with up to 1000 fields, or {@code multipart/form-data} with up to 1024 parts.
	 * @return all values by name
	 * @throws IllegalArgumentException if the body is a malformed form
	 */
	public Map<String, List<String>> form() {
		return formData().fields();
	}

	/**
	 * A file of the form in the body.
	 * @param name the name of the form field
	 * @return the first file of that name, or {@code null} if there is none
	 * @throws IllegalArgumentException if the body is a malformed form
	 */
	public @Nullable UploadedFile file(String name) {
		return files().stream().filter((file) -> file.name().equals(name)).findFirst().orElse(null);
	}

	/**
	 * The files of the form in the body.
	 * @return the files
	 * @throws IllegalArgumentException if the body is a malformed form
	 */
	public List<UploadedFile> files() {
		return formData().files();
	}

	private FormData formData() {
		FormData form = this.form;
		if (form == null) {
			form = FormData.parse(header("content-type"), this.body);
			this.form = form;
		}
		return form;
	}

	/**
	 * The body.
	 * @return the bytes, not a copy; empty if there is no body
	 */
	public byte[] body() {
		return this.body;
	}

	/**
	 * The body, read as UTF-8.
	 * @return the text
	 */
	public String bodyText() {
		return new String(this.body, StandardCharsets.UTF_8);
	}

	/**
	 * The body, read as JSON.
	 * @param <T> the type to read
	 * @param type the type to read
	 * @return the object
	 * @throws IllegalArgumentException if the body is not JSON of that type; unless the
	 * handler deals with it the client gets 400
	 */
	public <T> T json(Class<T> type) {
		return type.cast(json((Type) type));
	}

	/**
	 * The body, read as JSON of a type that may be generic.
	 * @param type the type to read
	 * @return the object
	 * @throws IllegalArgumentException if the body is not JSON of that type; unless the
	 * handler deals with it the client gets 400
	 */
	public Object json(Type type) {
		try {
			return this.context.json().read(this.body, type);
		}
		catch (IllegalArgumentException ex) {
			throw new BadRequestException(String.valueOf(ex.getMessage()), ex);
		}
	}

	/**
	 * The host that the client wanted, with the port if it gave one.
	 * @return the Host header, empty if an HTTP/1.0 client sent none
	 */
	public String host() {
		String host = header("host");
		return (host != null) ? host : "";
	}

	/**
	 * The IP address of the client. On a request that comes from a trusted proxy it is
	 * the one that the proxy names.
	 * @return the IP address
	 */
	public String remoteIp() {
		SocketAddress address = remoteAddress();
		boolean told = !address.equals(connection().remoteAddress());
		return (told && address instanceof InetSocketAddress inet) ? NetUtil.toAddressString(inet.getAddress())
				: connection().remoteIp();
	}

	/**
	 * The address of the client. On a request that comes from a trusted proxy it is the
	 * one that the proxy names, with port 0 if it names none.
	 * @return the address
	 */
	public SocketAddress remoteAddress() {
		SocketAddress client = this.client;
		if (client == null) {
			Connection connection = connection();
			client = ForwardedClient.of(this.fields::get, connection.remoteAddress(),
					connection.worker().options().proxies());
			this.client = client;
		}
		return client;
	}

	/**
	 * The version of HTTP that the client speaks.
	 * @return {@code 1.0} or {@code 1.1}
	 */
	public String protocolVersion() {
		return "1." + this.line.minorVersion();
	}

	/**
	 * The session of the client. If it has none yet one begins, and the response sets its
	 * cookie; so it has to be asked for before the response is sent.
	 * @return the session
	 * @throws IllegalStateException if the listener has no sessions
	 */
	public synchronized Session session() {
		Session session = this.session;
		if (session != null) {
			return session;
		}
		if (this.sessions == null) {
			throw new IllegalStateException("Only requests to http listeners have sessions");
		}
		String id = cookie(Session.COOKIE);
		session = (id != null) ? this.sessions.find(id) : null;
		if (session == null) {
			session = this.sessions.create();
			this.newSession = session;
		}
		this.session = session;
		return session;
	}

	/**
	 * The connection on which the request came.
	 * @return the connection
	 */
	public Connection connection() {
		return this.context.connection();
	}

	/**
	 * Whether the header that is a list of tokens has one of them.
	 * @param name the name of the header
	 * @param token the token, in any case
	 * @return whether it has
	 */
	public boolean hasToken(String name, String token) {
		return this.fields.hasToken(name, token);
	}

	/**
	 * What this request says about its answer (RFC 9112, section 9.3).
	 * @return the terms
	 */
	ResponseWriter.Terms terms() {
		boolean persistent = (this.line.minorVersion() > 0) || hasToken("connection", "keep-alive");
		return new ResponseWriter.Terms(method().equals("HEAD"), persistent && !hasToken("connection", "close"),
				this.line.minorVersion(), this.newSession);
	}

	private static @Nullable String first(Map<String, List<String>> parameters, String name) {
		List<String> values = parameters.get(name);
		return (values != null) ? values.get(0) : null;
	}

	/**
	 * A request asked for in a form that it does not have, such as JSON that is none. The
	 * client is to blame, so it is answered with 400 where other exceptions give 500.
	 */
	static final class BadRequestException extends BadMessageException {

		BadRequestException(String message, @Nullable Throwable cause) {
			super(message, cause);
		}

	}

}
