package io.workerman.engine.protocol;

import io.netty.buffer.ByteBuf;

import io.workerman.engine.CodecContext;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.PayloadView;

/**
 * No packages at all: a message is what happened to be received at once, and what is sent
 * goes out as it is.
 */
public final class TcpProtocol implements ConnectionProtocol {

	/**
	 * Over TCP.
	 */
	public static final TcpProtocol TCP = new TcpProtocol("tcp");

	/**
	 * Over a Unix domain socket.
	 */
	public static final TcpProtocol UNIX = new TcpProtocol("unix");

	/**
	 * Over UDP, where each datagram is a message.
	 */
	public static final TcpProtocol UDP = new TcpProtocol("udp");

	/**
	 * Over a Unix datagram socket, where each datagram is a message.
	 */
	public static final TcpProtocol UNIX_DATAGRAM = new TcpProtocol("unixgram");

	private final String name;

	private TcpProtocol(String name) {
		this.name = name;
	}

	@Override
	public String protocolName() {
		return this.name;
	}

	@Override
	public ConnectionCodec newCodec(CodecContext context) {
		return new Codec(context);
	}

	private static final class Codec extends Framing {

		Codec(CodecContext context) {
			super(context);
		}

		@Override
		int input(ByteBuf in, int seen) {
			return Math.min(in.readableBytes(), context().maxPackageSize());
		}

		@Override
		Object take(ByteBuf in, int length) {
			return Payload.read(in, in.readerIndex(), length, context().view(false), PayloadView.BYTES);
		}

		@Override
		public Object encodingKey() {
			return TCP;
		}

	}

}
