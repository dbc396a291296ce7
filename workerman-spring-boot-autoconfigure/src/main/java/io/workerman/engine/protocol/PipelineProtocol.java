package io.workerman.engine.protocol;

import java.util.List;
import java.util.function.Supplier;

import io.netty.channel.ChannelHandler;

import io.workerman.engine.CodecContext;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.ConnectionProtocol;

/**
 * A protocol that codecs of Netty speak, such as those for MQTT, Redis or STOMP. What
 * comes out of the last inbound handler is a message, and what is sent goes through the
 * outbound handlers. The handlers get bytes only: they see neither the socket nor its
 * addresses, and timers of theirs do not run.
 * <p>
 * A message that is reference-counted is borrowed until the message handler has returned;
 * one that is sent is only read, and stays with the sender. A connection is closed that
 * sends {@code max-package-size} bytes which make no message, or a message whose decoder
 * has failed.
 */
public final class PipelineProtocol implements ConnectionProtocol {

	private final String name;

	private final Supplier<List<ChannelHandler>> handlers;

	private PipelineProtocol(String name, Supplier<List<ChannelHandler>> handlers) {
		this.name = name;
		this.handlers = handlers;
	}

	/**
	 * Create a protocol.
	 * @param name the name that status tables show
	 * @param handlers makes the handlers of a connection, that which is nearest to the
	 * socket first
	 * @return the protocol
	 */
	public static PipelineProtocol of(String name, Supplier<List<ChannelHandler>> handlers) {
		return new PipelineProtocol(name, handlers);
	}

	@Override
	public String protocolName() {
		return this.name;
	}

	@Override
	public ConnectionCodec newCodec(CodecContext context) {
		return new PipelineCodec(context, this.handlers.get());
	}

}
