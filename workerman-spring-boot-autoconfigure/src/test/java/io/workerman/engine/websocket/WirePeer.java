package io.workerman.engine.websocket;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A client that has opened a WebSocket over a plain socket, and reads it frame by frame.
 */
final class WirePeer implements AutoCloseable {

	private static final int TIMEOUT_MILLIS = 15_000;

	private static final int SHORT = 60;

	private final Socket socket;

	private final DataInputStream in;

	private final String handshake;

	private WirePeer(int port, int receiveBuffer, String extensions, byte[] glued) throws IOException {
		this.socket = new Socket();
		if (receiveBuffer > 0) {
			this.socket.setReceiveBufferSize(receiveBuffer);
		}
		this.socket.setTcpNoDelay(true);
		this.socket.setSoTimeout(TIMEOUT_MILLIS);
		this.socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MILLIS);
		this.in = new DataInputStream(this.socket.getInputStream());
		String request = extensions.isEmpty() ? HandshakeTests.REQUEST
				: HandshakeTests.REQUEST.replace("Host:", "Sec-WebSocket-Extensions: " + extensions + "\r\nHost:");
		send(request.getBytes(StandardCharsets.US_ASCII), glued);
		StringBuilder answer = new StringBuilder();
		while (answer.indexOf("\r\n\r\n") < 0) {
			answer.append((char) this.in.readUnsignedByte());
		}
		this.handshake = answer.toString();
	}

	static WirePeer of(int port) throws IOException {
		return offering(port, "");
	}

	static WirePeer offering(int port, String extensions) throws IOException {
		return new WirePeer(port, 0, extensions, new byte[0]);
	}

	/**
	 * A client that sends the first frames together with its handshake.
	 */
	static WirePeer gluing(int port, byte[] frames) throws IOException {
		return new WirePeer(port, 0, "", frames);
	}

	/**
	 * A client whose operating system holds few bytes for it.
	 */
	static WirePeer narrow(int port) throws IOException {
		return new WirePeer(port, 8 * 1024, "", new byte[0]);
	}

	String handshake() {
		return this.handshake;
	}

	WirePeer send(byte[]... parts) throws IOException {
		this.socket.getOutputStream().write(Frames.join(parts));
		return this;
	}

	/**
	 * Sends bytes in pieces of a size, each in a segment of its own.
	 */
	WirePeer sendInPieces(int size, byte[] bytes) throws IOException {
		for (int start = 0; start < bytes.length; start += size) {
			this.socket.getOutputStream().write(bytes, start, Math.min(size, bytes.length - start));
		}
		return this;
	}

	void finish() throws IOException {
		this.socket.shutdownOutput();
	}

	/**
	 * Reads a frame.
	 * @return the frame in words
	 */
	String frame() throws IOException {
		return frame(this.in.readUnsignedByte());
	}

	private String frame(int first) throws IOException {
		int announced = this.in.readUnsignedByte();
		int length = (announced < 126) ? announced
				: (announced == 126) ? this.in.readUnsignedShort() : Math.toIntExact(this.in.readLong());
		return describe(first, this.in.readNBytes(length));
	}

	/**
	 * Reads frames until the server ends the TCP connection with a FIN.
	 * @return the frames in words
	 * @throws IOException if the server ends it in another way
	 */
	List<String> frames() throws IOException {
		List<String> frames = new ArrayList<>();
		for (int first = this.in.read(); first >= 0; first = this.in.read()) {
			frames.add(frame(first));
		}
		return frames;
	}

	/**
	 * A frame of the server in words: what it is, and its payload, long ones as length
	 * and checksum, of a goodbye only the code.
	 */
	static String describe(int first, byte... payload) {
		String name = switch (first) {
			case 0x80 -> "continued";
			case 0x81 -> "text";
			case 0x82 -> "binary";
			case 0x88 -> "close";
			case 0x8A -> "pong";
			default -> Integer.toHexString(first);
		};
		if (first == 0x88) {
			return (payload.length < 2) ? name : name + ' ' + (int) ByteBuffer.wrap(payload).getChar(0);
		}
		if (payload.length <= SHORT) {
			return name + ' '
					+ ((first == 0x81) ? new String(payload, StandardCharsets.UTF_8) : Arrays.toString(payload));
		}
		CRC32 checksum = new CRC32();
		checksum.update(payload);
		return name + ' ' + payload.length + ' ' + checksum.getValue();
	}

	Socket socket() {
		return this.socket;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
