package io.workerman.engine.websocket;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.HandshakeRequest;
import io.workerman.engine.RefusedException;
import io.workerman.engine.http.HttpRefusal;
import io.workerman.engine.http.HttpRequest;
import io.workerman.engine.http.parser.HttpGrammar;

/**
 * The opening handshake of a WebSocket while it may still be refused: the request of the
 * client, and what the answer says. It is for handshake callbacks, and for what
 * {@link #answerAfter} lets the answer wait for.
 */
public final class WebSocketHandshake implements HandshakeRequest {

	private final HttpRequest request;

	private final Map<String, List<String>> headers = new LinkedHashMap<>();

	private volatile @Nullable String subprotocol;

	private volatile @Nullable HttpRefusal refusal;

	private @Nullable CompletionStage<?> pending;

	WebSocketHandshake(HttpRequest request) {
		this.request = request;
	}

	/**
	 * The request that opens the WebSocket.
	 * @return the request
	 */
	public HttpRequest request() {
		return this.request;
	}

	@Override
	public String uri() {
		return this.request.uri();
	}

	@Override
	public String path() {
		return this.request.path();
	}

	@Override
	public @Nullable String query(String name) {
		return this.request.query(name);
	}

	@Override
	public @Nullable String header(String name) {
		return this.request.header(name);
	}

	@Override
	public @Nullable String cookie(String name) {
		return this.request.cookie(name);
	}

	/**
	 * The subprotocols that the client offers.
	 * @return the names, the one that it prefers first
	 */
	public List<String> offeredSubprotocols() {
		String offered = this.request.header("sec-websocket-protocol");
		return (offered != null) ? Arrays.stream(offered.split(",")).map(String::strip).toList() : List.of();
	}

	/**
	 * The subprotocol that will be spoken.
	 * @return the name, or {@code null} if none was chosen
	 */
	public @Nullable String subprotocol() {
		return this.subprotocol;
	}

	/**
	 * Choose the subprotocol.
	 * @param name its name
	 * @return this handshake
	 * @throws IllegalArgumentException if the client does not offer it
	 */
	public WebSocketHandshake subprotocol(String name) {
		if (!offeredSubprotocols().contains(name)) {
			throw new IllegalArgumentException(
					"subprotocol: %s (expected one of %s)".formatted(name, offeredSubprotocols()));
		}
		this.subprotocol = name;
		return this;
	}

	void choose(List<String> known) {
		offeredSubprotocols().stream().filter(known::contains).findFirst().ifPresent(this::subprotocol);
	}

	/**
	 * Add a header to the answer, such as a cookie.
	 * @param name the name
	 * @param value the value
	 * @return this handshake
	 * @throws IllegalArgumentException if the name is no token or the value has a control
	 * character, or if the header is one of the handshake itself
	 */
	public synchronized WebSocketHandshake addHeader(String name, String value) {
		if (!HttpGrammar.isToken(name) || isOfHandshake(name)) {
			throw new IllegalArgumentException(
					"name: '%s' (expected a header that is not part of the handshake itself)".formatted(name));
		}
		if (value.chars().anyMatch((character) -> (character < ' ' && character != '\t') || character > '~')) {
			throw new IllegalArgumentException("The value of the header '%s' has a control character".formatted(name));
		}
		this.headers.computeIfAbsent(name, (key) -> new ArrayList<>(1)).add(value);
		return this;
	}

	private static boolean isOfHandshake(String name) {
		return name.regionMatches(true, 0, "Sec-WebSocket-", 0, 14) || name.equalsIgnoreCase("Upgrade")
				|| name.equalsIgnoreCase("Connection") || name.equalsIgnoreCase("Content-Length")
				|| name.equalsIgnoreCase("Transfer-Encoding");
	}

	/**
	 * Keeps the session that the application has asked for while it was asked itself.
	 * @param accepted what it has answered
	 * @return completes with what it has answered
	 */
	CompletionStage<Boolean> keepSession(boolean accepted) {
		return this.request.keepSession().handle((cookie, failure) -> {
			if (failure != null) {
				refuse(503, "The session could not be kept");
			}
			else {
				cookie.ifPresent((value) -> addHeader("Set-Cookie", value));
			}
			return accepted;
		});
	}

	Map<String, List<String>> headers() {
		return this.headers;
	}

	/**
	 * Refuse the client. The first refusal counts; the connection closes when the client
	 * has been told.
	 * @param status the status of the answer, from 300 to 599
	 * @param reason the reason, which becomes the body of the answer
	 */
	public synchronized void refuse(int status, String reason) {
		if (status < 300 || status > 599) {
			throw new IllegalArgumentException("status: %d (expected: 300..599)".formatted(status));
		}
		if (this.refusal == null) {
			HttpRefusal refusal = new HttpRefusal(status, reason);
			this.headers.forEach((name, values) -> values.forEach((value) -> refusal.header(name, value)));
			this.refusal = refusal;
		}
	}

	/**
	 * Refuse the client with the status, headers and message of an exception.
	 * @param refusal the exception
	 */
	public void refuse(RefusedException refusal) {
		refusal.headers().forEach((name, value) -> {
			if (!isOfHandshake(name)) {
				addHeader(name, value);
			}
		});
		refuse(refusal.status(), String.valueOf(refusal.getMessage()));
	}

	/**
	 * Whether the client has been refused.
	 * @return whether it has
	 */
	public boolean isRefused() {
		return this.refusal != null;
	}

	/**
	 * Let the answer, and the callbacks after this one, wait until something is decided
	 * elsewhere, such as by a query to a database. Until then the event loop is free. If
	 * the stage fails the client is refused, and also if it takes more than ten seconds.
	 * @param decision completes when it is decided, and by then has refused the client,
	 * set its principal and so on
	 */
	public void answerAfter(CompletionStage<?> decision) {
		CompletionStage<?> pending = this.pending;
		this.pending = (pending != null) ? pending.thenCombine(decision, (one, other) -> other) : decision;
	}

	/**
	 * Take what the answer waits for.
	 * @return the stage, or {@code null} for nothing, or nothing new
	 */
	public @Nullable CompletionStage<?> takePending() {
		CompletionStage<?> pending = this.pending;
		this.pending = null;
		return pending;
	}

	@Nullable HttpRefusal refusal() {
		return this.refusal;
	}

}
