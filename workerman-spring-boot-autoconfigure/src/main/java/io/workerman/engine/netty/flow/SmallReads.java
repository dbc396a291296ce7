package io.workerman.engine.netty.flow;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Where one process decodes what it has received, if that is little: on the heap, where
 * messages are made of it without another copy each. All methods run on the process.
 */
public final class SmallReads {

	/**
	 * What is more stays where it was received: copying it would cost more than it saves.
	 */
	private static final int MOST = 2048;

	private ByteBuf bytes = Unpooled.buffer(MOST, MOST);

	private boolean taken;

	/**
	 * Moves what was received, if that pays.
	 * @param in what was received, which belongs to this object from now on
	 * @return where the bytes are now, to be {@link #giveBack given back}
	 */
	public ByteBuf take(ByteBuf in) {
		if (this.taken || in.readableBytes() > MOST || !in.isDirect()) {
			return in;
		}
		if (this.bytes.refCnt() > 1) {
			// somebody keeps a message
			this.bytes.release();
			this.bytes = Unpooled.buffer(MOST, MOST);
		}
		this.taken = true;
		this.bytes.clear().writeBytes(in);
		in.release();
		return this.bytes.retain();
	}

	/**
	 * Whether bytes have to be given back before anything else is received.
	 * @param bytes the bytes
	 * @return whether they are those that were taken
	 */
	@SuppressWarnings("ReferenceEquality")
	public boolean isLent(ByteBuf bytes) {
		return this.taken && this.bytes == bytes;
	}

	/**
	 * Gives back what was taken.
	 * @param bytes the bytes, which were decoded or copied
	 */
	public void giveBack(ByteBuf bytes) {
		if (isLent(bytes)) {
			this.taken = false;
		}
		bytes.release();
	}

}
