package io.workerman.autoconfigure.framing;

import java.nio.ByteOrder;

import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.protocol.LengthFieldProtocol;

/**
 * Properties of a header that tells the length of a package.
 */
public class LengthFieldProperties {

	/**
	 * Offset of the length in bytes.
	 */
	private int offset;

	/**
	 * Size of the length in bytes: 1, 2, 3, 4 or 8.
	 */
	private int size = 4;

	/**
	 * Order of the bytes of the length.
	 */
	private Order order = Order.BIG_ENDIAN;

	/**
	 * Number to add to the length to get how many bytes follow it.
	 */
	private int adjustment;

	/**
	 * Number of bytes at the beginning of a package that messages come without.
	 */
	private int strip;

	public int getOffset() {
		return this.offset;
	}

	public void setOffset(int offset) {
		this.offset = offset;
	}

	public int getSize() {
		return this.size;
	}

	public void setSize(int size) {
		this.size = size;
	}

	public Order getOrder() {
		return this.order;
	}

	public void setOrder(Order order) {
		this.order = order;
	}

	public int getAdjustment() {
		return this.adjustment;
	}

	public void setAdjustment(int adjustment) {
		this.adjustment = adjustment;
	}

	public int getStrip() {
		return this.strip;
	}

	public void setStrip(int strip) {
		this.strip = strip;
	}

	ConnectionProtocol toProtocol() {
		ByteOrder order = (this.order == Order.BIG_ENDIAN) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
		return new LengthFieldProtocol(this.offset, this.size, order, this.adjustment, this.strip);
	}

	/**
	 * The order of the bytes of a number.
	 */
	public enum Order {

		/**
		 * The most significant byte first.
		 */
		BIG_ENDIAN,

		/**
		 * The least significant byte first.
		 */
		LITTLE_ENDIAN

	}

}
