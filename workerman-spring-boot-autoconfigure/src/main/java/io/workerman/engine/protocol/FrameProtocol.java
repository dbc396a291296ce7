package io.workerman.engine.protocol;

import io.netty.buffer.ByteBuf;

import io.workerman.engine.CodecContext;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.PayloadView;

/**
 * Packages that begin with their length: four bytes in network order that count
 * themselves, then the body. A length below four closes the connection.
 */
public final class FrameProtocol implements ConnectionProtocol {

	/**
	 * The protocol.
	 */
	public static final FrameProtocol INSTANCE = new FrameProtocol();

	private static final int HEADER = 4;

	private FrameProtocol() {
	}

	@Override
	public String protocolName() {
		return "frame";
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
			if (in.readableBytes() < HEADER) {
				return 0;
			}
			long length = in.getUnsignedInt(in.readerIndex());
			return (length < HEADER) ? -1 : (int) Math.min(length, Integer.MAX_VALUE);
		}

		@Override
		Object take(ByteBuf in, int length) {
			return Payload.read(in, in.readerIndex() + HEADER, length - HEADER, context().view(false),
					PayloadView.BYTES);
		}

		@Override
		public boolean append(Object message, ByteBuf out) {
			if (message instanceof byte[] payload) {
				out.writeInt(HEADER + payload.length).writeBytes(payload);
				return true;
			}
			int start = out.writerIndex();
			out.writeInt(0);
			Payload.write(message, out, context());
			out.setInt(start, out.writerIndex() - start);
			return true;
		}

		@Override
		public Object encodingKey() {
			return INSTANCE;
		}

	}

}
