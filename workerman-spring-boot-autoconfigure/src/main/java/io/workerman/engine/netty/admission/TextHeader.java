package io.workerman.engine.netty.admission;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.netty.admission.ProxyHeader.Absent;

/**
 * Version 1 of the PROXY protocol: one line of text. Lines that only begin like a header
 * could be the application's own, so they are no malformed headers.
 */
final class TextHeader {

	static final byte[] START = "PROXY ".getBytes(StandardCharsets.US_ASCII);

	private static final int LONGEST = 107;

	private static final int FIELDS = 6;

	private static final int HIGHEST_PORT = 65535;

	private TextHeader() {
	}

	static @Nullable ProxyHeader read(ByteBuf in) throws Absent {
		int start = in.readerIndex();
		int searched = Math.min(in.readableBytes(), LONGEST);
		int end = in.indexOf(start, start + searched, (byte) '\n');
		if (end < 0) {
			if (searched == LONGEST) {
				throw new Absent();
			}
			return null;
		}
		if (in.getByte(end - 1) != '\r') {
			throw new Absent();
		}
		String line = in.toString(start, end - 1 - start, StandardCharsets.US_ASCII);
		return new ProxyHeader(end + 1 - start, endpoints(line.split(" ", -1)));
	}

	private static @Nullable Endpoints endpoints(String[] fields) throws Absent {
		if (fields[1].equals("UNKNOWN")) {
			return null;
		}
		boolean v4 = fields[1].equals("TCP4");
		if (fields.length != FIELDS || (!v4 && !fields[1].equals("TCP6"))) {
			throw new Absent();
		}
		return new Endpoints(address(v4, fields[2], fields[4]), address(v4, fields[3], fields[5]));
	}

	private static InetSocketAddress address(boolean v4, String ip, String port) throws Absent {
		boolean valid = v4 ? NetUtil.isValidIpV4Address(ip) : isPlainIpV6(ip);
		byte[] bytes = valid ? NetUtil.createByteArrayFromIpAddressString(ip) : null;
		if (bytes == null) {
			throw new Absent();
		}
		try {
			return new InetSocketAddress(InetAddress.getByAddress(bytes), port(port));
		}
		catch (UnknownHostException ex) {
			throw new Absent();
		}
	}

	private static boolean isPlainIpV6(String ip) {
		return ip.indexOf('[') < 0 && ip.indexOf('%') < 0 && NetUtil.isValidIpV6Address(ip);
	}

	private static int port(String digits) throws Absent {
		boolean number = !digits.isEmpty() && digits.length() <= 5
				&& digits.chars().allMatch((digit) -> digit >= '0' && digit <= '9');
		int port = number ? Integer.parseInt(digits) : -1;
		if (!number || port > HIGHEST_PORT || (digits.length() > 1 && digits.charAt(0) == '0')) {
			throw new Absent();
		}
		return port;
	}

}
