package io.workerman.engine.protocol;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.CodecContext;

/**
 * Drives a {@link Protocol} for one connection.
 */
final class PackageCodec<I, O> extends Framing {

	private final Protocol<I, O> protocol;

	PackageCodec(Protocol<I, O> protocol, CodecContext context) {
		super(context);
		this.protocol = protocol;
	}

	@Override
	int input(ByteBuf in, int seen) {
		int start = in.readerIndex();
		try {
			return this.protocol.input(in, seen, context().connection());
		}
		finally {
			in.readerIndex(start);
		}
	}

	@Override
	@Nullable Object take(ByteBuf in, int length) throws Exception {
		return this.protocol.decode(in.slice(in.readerIndex(), length), context().connection());
	}

	@Override
	public boolean append(Object message, ByteBuf out) {
		O accepted = EncodedType.of(this.protocol).accept(message, context());
		this.protocol.encode(accepted, out, context().connection());
		return true;
	}

	@Override
	public Object encodingKey() {
		return this.protocol;
	}

}
