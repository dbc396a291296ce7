package io.workerman.engine.netty.admission;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Tells a peer that there are too many connections, in the words of the protocol, and
 * closes.
 */
public final class Refusal extends ChannelInboundHandlerAdapter {

	private static final long SILENCE_MILLIS = 100;

	private final byte[] words;

	/**
	 * Create a refusal.
	 * @param words what the peer is told
	 */
	public Refusal(byte[] words) {
		this.words = words;
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		Lingering lingering = new Lingering(context.channel());
		context.writeAndFlush(Unpooled.wrappedBuffer(this.words)).addListener((written) -> {
			lingering.shutdownOutput();
			lingering.awaitPeer(SILENCE_MILLIS);
		});
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		ReferenceCountUtil.release(message);
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		context.close();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		context.close();
	}

}
