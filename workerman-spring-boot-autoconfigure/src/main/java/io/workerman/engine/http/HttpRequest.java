package io.workerman.engine.http;

import java.lang.reflect.Type;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.CodecContext;
import io.workerman.engine.Connection;
import io.workerman.engine.HandshakeRequest;
import io.workerman.engine.http.form.FormData;
import io.workerman.engine.http.form.FormParameters;
import io.workerman.engine.http.form.MultipartReader;
import io.workerman.engine.http.form.ParameterTree;
import io.workerman.engine.http.form.UploadLimits;
import io.workerman.engine.http.parser.HeaderFields;
import io.workerman.engine.http.parser.HttpGrammar;
import io.workerman.engine.http.parser.RequestBody;
import io.workerman.engine.http.parser.RequestHead;
import io.workerman.engine.http.parser.RequestLine;
import io.workerman.engine.proxy.ForwardedClient;

/**
 * A request. What is asked of it is parsed when it is asked for the first time. It stays
 * valid after the handler has returned.
 */
public final class HttpRequest implements HandshakeRequest {

	private final CodecContext context;

	private final @Nullable HttpProtocol protocol;

	private final RequestLine line;

	private final HeaderFields fields;

	private final HeaderFields trailer;

	private final byte[] body;

	private final @Nullable MultipartReader largeForm;

	private @Nullable Map<String, List<String>> query;

	private @Nullable Map<String, String> cookies;

	private @Nullable FormData form;

	private @Nullable List<UploadedFile> files;

	private volatile Session.@Nullable OfRequest session;

	private @Nullable SocketAddress client;

	HttpRequest(CodecContext context, @Nullable HttpProtocol protocol, RequestHead head, RequestBody body) {
		this.context = context;
		this.protocol = protocol;
		this.line = head.line();
		this.fields = body.isChunked()
				? head.fields().with("transfer-encoding", "content-length", Integer.toString(body.size()))
				: head.fields();
		this.trailer = body.trailer();
		this.body = body.bytes();
		this.largeForm = (body.sink() instanceof MultipartReader reader) ? reader : null;
	}

	/**
	 * The method, in upper case.
	 * @return the method
	 */
	public String method() {
		return this.line.method();
	}

	/**
	 * The path with the query as it came. Of a target that is a whole address the host is
	 * in the Host header.
	 */
	@Override
	public String uri() {
		return this.line.target();
	}

	@Override
	public String path() {
		String path = this.line.path();
		return (path.indexOf('%') >= 0) ? HttpGrammar.decode(path, false) : path;
	}

	RequestLine line() {
		return this.line;
	}

	HeaderFields fields() {
		return this.fields;
	}

	/**
	 * What follows the question mark in the request target, not decoded.
	 * @return the query string, may be empty
	 */
	public String queryString() {
		return this.line.query();
	}

	@Override
	public @Nullable String query(String name) {
		return FormParameters.first(query(), name);
	}

	/**
	 * The parameters of the query string, of which there can be 1000.
	 * @return all values by name
	 */
	public Map<String, List<String>> query() {
		Map<String, List<String>> query = this.query;
		if (query == null) {
			query = FormParameters.decode(queryString());
			this.query = query;
		}
		return query;
	}

	/**
	 * The parameters of the query string of one name.
	 * @param name the name of the parameter
	 * @return its values, empty if there is none
	 */
	public List<String> queryAll(String name) {
		return query().getOrDefault(name, List.of());
	}

	/**
	 * The parameters of the query string as maps and lists: {@code a[b]=1} is the entry
	 * {@code b} of the map {@code a}, {@code c[]=1} adds to the list {@code c}.
	 * @return strings, maps and lists by name
	 */
	public Map<String, Object> queryTree() {
		return ParameterTree.of(query());
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
			cookies = Cookie.parse(header("cookie"));
			this.cookies = cookies;
		}
		return cookies.get(name);
	}

	/**
	 * A text field of the form in the body.
	 * @param name the name of the field
	 * @return its first value, or {@code null} if there is none
	 * @throws IllegalArgumentException if the body is a malformed form
	 */
	public @Nullable String form(String name) {
		return FormParameters.first(formData().fields(), name);
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
	 * The text fields of the form in the body of one name.
	 * @param name the name of the field
	 * @return its values, empty if there is none
	 * @throws IllegalArgumentException if the body is a malformed form
	 */
	public List<String> formAll(String name) {
		return form().getOrDefault(name, List.of());
	}

	/**
	 * The text fields of the form in the body as maps and lists, like
	 * {@link #queryTree()}.
	 * @return strings, maps and lists by name
	 * @throws IllegalArgumentException if the body is a malformed form
	 */
	public Map<String, Object> formTree() {
		return ParameterTree.of(form());
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
		List<UploadedFile> files = this.files;
		if (files == null) {
			files = formData().files().stream().map(UploadedFile::new).toList();
			this.files = files;
		}
		return files;
	}

	private FormData formData() {
		FormData form = this.form;
		if (form == null) {
			UploadLimits limits = (this.protocol != null) ? this.protocol.options().uploads() : UploadLimits.DEFAULTS;
			form = (this.largeForm != null) ? FormData.of(this.largeForm)
					: FormData.parse(header("content-type"), this.body, limits);
			this.form = form;
		}
		return form;
	}

	/**
	 * The body. A form in parts that is too large for memory has only its fields and
	 * files.
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
		return this.context.json().read(this.body, type);
	}

	/**
	 * The host that the client wanted, with the port if it gave one.
	 * @return the Host header, in HTTP/2 the authority, empty if an HTTP/1.0 client sent
	 * none
	 */
	public String host() {
		return Objects.requireNonNullElse(header("host"), "");
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
	 * @return {@code 1.0}, {@code 1.1} or {@code 2.0}
	 */
	public String protocolVersion() {
		return this.line.majorVersion() + "." + this.line.minorVersion();
	}

	/**
	 * The session of the client. If it has none yet one begins, and the response sets its
	 * cookie; so it has to be asked for before the response is sent.
	 * @return the session
	 * @throws IllegalStateException if the listener has no sessions
	 */
	public synchronized Session session() {
		Session.OfRequest session = this.session;
		if (session == null) {
			if (this.protocol == null) {
				throw new IllegalStateException("Only requests to http listeners have sessions");
			}
			session = new Session.OfRequest(this.protocol, this);
			this.session = session;
		}
		return session.get();
	}

	/**
	 * Keeps the session, if it was asked for.
	 * @return the Set-Cookie header that the response needs, or {@code null} for none
	 */
	@Nullable String sessionCookie() {
		Session.OfRequest session = this.session;
		return (session != null) ? session.keep() : null;
	}

	/**
	 * Deletes the files of the form that have not been moved away.
	 */
	void discard() {
		if (this.largeForm != null) {
			this.largeForm.discard();
		}
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

}
