package io.workerman.engine.netty.admission;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.unix.DomainSocketAddress;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.netty.admission.ProxyHeader.Malformed;

/**
 * Version 2 of the PROXY protocol: a binary header with addresses and further values, of
 * which only the checksum matters here.
 */
final class BinaryHeader {

	static final byte[] START = { '\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n' };

	private static final int FIXED = 16;

	private static final int MOST_VALUES = 2048;

	private static final int VALUE_HEAD = 3;

	private static final int CHECKSUM_TYPE = 3;

	private static final int CHECKSUM_SIZE = 4;

	private final ByteBuf bytes;

	private final Family family;

	private BinaryHeader(ByteBuf bytes, Family family) {
		this.bytes = bytes;
		this.family = family;
	}

	static @Nullable ProxyHeader read(ByteBuf in) throws Malformed {
		if (in.readableBytes() < FIXED) {
			return null;
		}
		int start = in.readerIndex();
		int command = in.getUnsignedByte(start + START.length);
		int transport = in.getUnsignedByte(start + START.length + 1);
		int length = in.getUnsignedShort(start + START.length + 2);
		Family family = family(transport);
		if ((command != 0x20 && command != 0x21) || family == null || (transport & 0xf) > 2) {
			throw new Malformed("has an unknown version, command or address family");
		}
		if (length > Family.UNIX.size() + MOST_VALUES) {
			throw new Malformed("is too long");
		}
		int whole = FIXED + length;
		if (in.readableBytes() < whole) {
			return null;
		}
		boolean local = command == 0x20 || family == Family.UNSPECIFIED;
		return new ProxyHeader(whole, local ? null : new BinaryHeader(in.slice(start, whole), family).endpoints());
	}

	private static @Nullable Family family(int transport) {
		int index = transport >> 4;
		return (index < Family.values().length) ? Family.values()[index] : null;
	}

	private Endpoints endpoints() throws Malformed {
		int values = FIXED + this.family.size();
		if (this.bytes.capacity() < values) {
			throw new Malformed("is too short for its addresses");
		}
		checkValues(values);
		return new Endpoints(address(0), address(1));
	}

	private SocketAddress address(int index) {
		int each = this.family.addressSize;
		byte[] address = ByteBufUtil.getBytes(this.bytes, FIXED + index * each, each);
		if (this.family == Family.UNIX) {
			String path = new String(address, StandardCharsets.UTF_8);
			int end = path.indexOf(0);
			return new DomainSocketAddress((end >= 0) ? path.substring(0, end) : path);
		}
		try {
			return new InetSocketAddress(InetAddress.getByAddress(address),
					this.bytes.getUnsignedShort(FIXED + 2 * each + 2 * index));
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException("An IP address has 4 or 16 bytes", ex);
		}
	}

	private void checkValues(int start) throws Malformed {
		int end = this.bytes.capacity();
		int index = start;
		while (index < end) {
			int next = (end - index < VALUE_HEAD) ? end + 1
					: index + VALUE_HEAD + this.bytes.getUnsignedShort(index + 1);
			if (next > end) {
				throw new Malformed("has a value that is longer than the header");
			}
			if (this.bytes.getByte(index) == CHECKSUM_TYPE) {
				checkSum(index + VALUE_HEAD, next);
			}
			index = next;
		}
	}

	private void checkSum(int start, int end) throws Malformed {
		byte[] header = ByteBufUtil.getBytes(this.bytes);
		CRC32C sum = new CRC32C();
		sum.update(header, 0, start);
		sum.update(new byte[CHECKSUM_SIZE]);
		sum.update(header, end, header.length - end);
		if (end - start != CHECKSUM_SIZE || this.bytes.getUnsignedInt(start) != sum.getValue()) {
			throw new Malformed("has a wrong checksum");
		}
	}

	/**
	 * The families of addresses, in the order of their numbers.
	 */
	private enum Family {

		UNSPECIFIED(0, 0), IPV4(4, 2), IPV6(16, 2), UNIX(108, 0);

		private final int addressSize;

		private final int portSize;

		Family(int addressSize, int portSize) {
			this.addressSize = addressSize;
			this.portSize = portSize;
		}

		int size() {
			return 2 * (this.addressSize + this.portSize);
		}

	}

}
