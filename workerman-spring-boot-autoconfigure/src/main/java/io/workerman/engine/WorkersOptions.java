package io.workerman.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * What the workers of an application share.
 *
 * @param transport how sockets are driven
 * @param protocols the protocols of the application, by scheme; they go before the
 * built-in ones of the same name
 * @param json writes and reads JSON, made when it is first needed
 * @param maxTotalSendBufferSize what may wait in all send buffers together, in bytes, 0
 * for no limit
 * @param blockedLoopThreshold how long an event loop is blocked before that is logged and
 * counted, zero for never
 */
public record WorkersOptions(Transport transport, Map<String, ConnectionProtocol> protocols, Supplier<JsonCodec> json,
		long maxTotalSendBufferSize, Duration blockedLoopThreshold) {

	/**
	 * How long an event loop is blocked before that is logged, unless set.
	 */
	public static final Duration DEFAULT_BLOCKED_LOOP_THRESHOLD = Duration.ofSeconds(2);

	/**
	 * The defaults: the best transport, no protocols beside the built-in ones, Jackson.
	 */
	public static final WorkersOptions DEFAULTS = new WorkersOptions(Transport.AUTO, Map.of(), JsonCodec::standard, 0,
			DEFAULT_BLOCKED_LOOP_THRESHOLD);

	/**
	 * Check the options.
	 */
	public WorkersOptions {
		if (maxTotalSendBufferSize < 0) {
			throw new IllegalArgumentException(
					"maxTotalSendBufferSize: %d (expected: >= 0)".formatted(maxTotalSendBufferSize));
		}
	}

	/**
	 * Create options with the defaults for the rest.
	 * @param transport the transport
	 * @param protocols the protocols of the application by name
	 * @param json makes what writes and reads JSON, when it is needed first
	 */
	public WorkersOptions(Transport transport, Map<String, ConnectionProtocol> protocols, Supplier<JsonCodec> json) {
		this(transport, protocols, json, 0, DEFAULT_BLOCKED_LOOP_THRESHOLD);
	}

	/**
	 * The protocol of the application for a scheme.
	 * @param scheme the scheme, whose case matters only between two that are alike
	 * @return the protocol, or {@code null} if there is none
	 */
	public @Nullable ConnectionProtocol protocol(String scheme) {
		ConnectionProtocol exact = this.protocols.get(scheme);
		if (exact != null) {
			return exact;
		}
		return this.protocols.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().equalsIgnoreCase(scheme))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse(null);
	}

	/**
	 * The names of the protocols of the application.
	 * @return the names
	 */
	public Collection<String> protocolNames() {
		return this.protocols.keySet();
	}

}
