package io.workerman.engine.protocol;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.CloseReason;
import io.workerman.engine.CodecContext;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.Outgoing;
import io.workerman.engine.ProtocolException;

/**
 * Cuts received bytes into packages and holds the limit of their size before memory is
 * spent on them.
 */
abstract class Framing implements ConnectionCodec {

	private final CodecContext context;

	/**
	 * The length of the package under way, 0 while it is not known.
	 */
	private int length;

	/**
	 * How many of its bytes have been looked at in vain.
	 */
	private int seen;

	Framing(CodecContext context) {
		this.context = context;
	}

	final CodecContext context() {
		return this.context;
	}

	/**
	 * Finds the end of the package.
	 * @param in the bytes
	 * @param seen how many of them have been looked at before
	 * @return the length, 0 if not known yet, negative if the bytes are bad
	 */
	abstract int input(ByteBuf in, int seen);

	/**
	 * Translates one package.
	 * @param in the buffer, whose readable bytes begin with the package
	 * @param length the length of the package
	 * @return the message or {@code null} to drop it
	 * @throws Exception if it cannot be translated
	 */
	abstract @Nullable Object take(ByteBuf in, int length) throws Exception;

	@Override
	public final @Nullable Object decode(ByteBuf in) throws Exception {
		while (in.isReadable()) {
			if (this.length == 0 && !measure(in)) {
				return null;
			}
			int whole = this.length;
			if (in.readableBytes() < whole) {
				return null;
			}
			this.length = 0;
			this.seen = 0;
			int next = in.readerIndex() + whole;
			Object message;
			try {
				message = take(in, whole);
			}
			finally {
				in.readerIndex(next);
			}
			if (message != null) {
				return message;
			}
		}
		return null;
	}

	@Override
	public final void encode(Object message, Outgoing out) {
		append(message, out.bytes());
	}

	/**
	 * Writes a message as it is.
	 */
	@Override
	public boolean append(Object message, ByteBuf out) {
		Payload.write(message, out, this.context);
		return true;
	}

	private boolean measure(ByteBuf in) throws ProtocolException {
		int readable = in.readableBytes();
		int max = this.context.maxPackageSize();
		int found = input(in, this.seen);
		if (found < 0) {
			throw new ProtocolException(CloseReason.PROTOCOL_ERROR, "The peer sent bytes that are no package");
		}
		if (found > max || (found == 0 && readable >= max)) {
			throw new ProtocolException(CloseReason.TOO_BIG,
					"The peer sent a package larger than max-package-size (" + max + " bytes)");
		}
		this.length = found;
		this.seen = readable;
		return found > 0;
	}

}
