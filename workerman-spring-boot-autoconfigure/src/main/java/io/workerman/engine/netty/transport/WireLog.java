package io.workerman.engine.netty.transport;

import java.net.SocketAddress;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what a connection receives and sends, behind TLS, as far as its limit goes.
 */
public final class WireLog extends ChannelDuplexHandler {

	private final Logger logger;

	private final int maxBytes;

	/**
	 * Create a log.
	 * @param worker the name of the worker, and with {@code io.workerman.wire.} before it
	 * that of the logger
	 * @param maxBytes how many bytes of each read and write are shown
	 */
	public WireLog(String worker, int maxBytes) {
		this.logger = LoggerFactory.getLogger("io.workerman.wire." + worker);
		this.maxBytes = maxBytes;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		log(context.channel(), "received", message);
		context.fireChannelRead(message);
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		log(context.channel(), "sends", message);
		context.write(message, promise);
	}

	private void log(Channel channel, String verb, Object message) {
		if (!this.logger.isInfoEnabled()) {
			return;
		}
		SocketAddress peer = channel.remoteAddress();
		if (message instanceof ByteBuf bytes) {
			int length = bytes.readableBytes();
			int shown = Math.min(length, this.maxBytes);
			this.logger.info("{} {} {} bytes{}\n{}", peer, verb, length,
					(shown < length) ? ", the first " + shown + " of them:" : ":",
					ByteBufUtil.prettyHexDump(bytes, bytes.readerIndex(), shown));
		}
		else {
			this.logger.info("{} {} {}", peer, verb, message.getClass().getSimpleName());
		}
	}

}
