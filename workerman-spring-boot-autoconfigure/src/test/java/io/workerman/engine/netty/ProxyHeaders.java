package io.workerman.engine.netty;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Headers of the PROXY protocol, byte for byte.
 */
final class ProxyHeaders {

	static final byte[] SIGNATURE = { 13, 10, 13, 10, 0, 13, 10, 81, 85, 73, 84, 10 };

	private ProxyHeaders() {
	}

	/**
	 * A binary header with any bytes behind its fixed part.
	 */
	static byte[] binary(int command, int transport, byte[]... blocks) {
		byte[] body = join(blocks);
		byte[] fixed = { (byte) command, (byte) transport, (byte) (body.length >> 8), (byte) body.length };
		return join(SIGNATURE, fixed, body);
	}

	/**
	 * The addresses of a binary header.
	 */
	static byte[] addresses(String source, int sourcePort, String destination, int destinationPort) {
		try {
			byte[] ports = { (byte) (sourcePort >> 8), (byte) sourcePort, (byte) (destinationPort >> 8),
					(byte) destinationPort };
			return join(InetAddress.getByName(source).getAddress(), InetAddress.getByName(destination).getAddress(),
					ports);
		}
		catch (UnknownHostException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	/**
	 * The addresses of a binary header for a Unix domain socket.
	 */
	static byte[] paths(String source, String destination) {
		return join(Arrays.copyOf(source.getBytes(StandardCharsets.UTF_8), 108),
				Arrays.copyOf(destination.getBytes(StandardCharsets.UTF_8), 108));
	}

	static byte[] value(int type, byte... content) {
		return join(new byte[] { (byte) type, (byte) (content.length >> 8), (byte) content.length }, content);
	}

	/**
	 * Sets the checksum that the last four bytes of a header are.
	 */
	static byte[] summed(byte[] header) {
		CRC32C sum = new CRC32C();
		sum.update(header);
		ByteBuffer.wrap(header).putInt(header.length - 4, (int) sum.getValue());
		return header;
	}

	/**
	 * What begins like a binary header and is none.
	 */
	static Stream<byte[]> malformed() {
		byte[] addresses = addresses("192.0.2.7", 5678, "198.51.100.9", 443);
		byte[] wrongSum = summed(binary(0x21, 0x11, addresses, value(3, new byte[4])));
		wrongSum[wrongSum.length - 1]++;
		return Stream.of(binary(0x11, 0x11, addresses), binary(0x22, 0x11, addresses), binary(0x21, 0x13, addresses),
				binary(0x21, 0x41, addresses), binary(0x21, 0x11, new byte[11]), binary(0x21, 0x21, addresses),
				join(SIGNATURE, new byte[] { 0x21, 0x11, -1, -1 }), binary(0x21, 0x11, addresses, new byte[] { 1, 0 }),
				binary(0x21, 0x11, addresses, new byte[] { 1, 0, 2, 1 }), wrongSum,
				binary(0x21, 0x11, addresses, value(3, new byte[3])));
	}

	/**
	 * What is no header although some of it looks like one.
	 */
	static Stream<byte[]> looksLike() {
		return Stream.of("hello\n", "\n", "\r\n\r\n\0\r\nQUIT?\n", "PROX\n", "PROXY\n", "PROXY \n", "PROXY TCP4\r\n",
				"PROXY TCP4 192.0.2.7 198.51.100.9 5678 443\n", "PROXY TCP4 192.0.2.7 198.51.100.9 5678 443\r \n",
				"PROXY TCP4 192.0.2.256 198.51.100.9 5678 443\r\n", "PROXY TCP4 192.0.2.7  198.51.100.9 5678 443\r\n",
				"PROXY TCP4 192.0.2.7 198.51.100.9 65536 443\r\n", "PROXY TCP4 192.0.2.7 198.51.100.9 +5678 443\r\n",
				"PROXY TCP4 192.0.2.7 198.51.100.9 05678 443\r\n", "PROXY TCP4 192.0.2.7 198.51.100.9 5678 443 1\r\n",
				"PROXY TCP4 ::1 198.51.100.9 5678 443\r\n", "PROXY TCP6 192.0.2.7 198.51.100.9 5678 443\r\n",
				"PROXY TCP6 [::1] ::1 5678 443\r\n", "PROXY TCP6 fe80::1%1 ::1 5678 443\r\n",
				"PROXY TCP4 localhost 198.51.100.9 5678 443\r\n", "PROXY TCP5 192.0.2.7 198.51.100.9 5678 443\r\n",
				"proxy TCP4 192.0.2.7 198.51.100.9 5678 443\r\n",
				"PROXY UNKNOWN " + "x".repeat(108 - "PROXY UNKNOWN \r\n".length()) + "\r\n")
			.map(ProxyHeaders::bytes);
	}

	static byte[] join(byte[]... parts) {
		ByteArrayOutputStream joined = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			joined.writeBytes(part);
		}
		return joined.toByteArray();
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
