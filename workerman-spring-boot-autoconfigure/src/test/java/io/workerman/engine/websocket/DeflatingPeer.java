package io.workerman.engine.websocket;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A client of permessage-deflate over a plain socket that keeps its context.
 */
final class DeflatingPeer implements AutoCloseable {

	private static final byte[] TAIL = { 0, 0, (byte) 0xFF, (byte) 0xFF };

	private final Socket socket;

	private final DataInputStream in;

	private final String handshake;

	private final Deflater deflater = new Deflater(9, true);

	private final Inflater inflater = new Inflater(true);

	private boolean compressed;

	private int wireLength;

	DeflatingPeer(int port, String extensions) throws IOException {
		this.socket = new Socket("127.0.0.1", port);
		this.socket.setSoTimeout(15_000);
		this.in = new DataInputStream(this.socket.getInputStream());
		send(HandshakeTests.REQUEST.replace("Host:", "Sec-WebSocket-Extensions: " + extensions + "\r\nHost:")
			.getBytes(StandardCharsets.US_ASCII));
		StringBuilder answer = new StringBuilder();
		while (answer.indexOf("\r\n\r\n") < 0) {
			answer.append((char) this.in.readByte());
		}
		this.handshake = answer.toString();
	}

	String handshake() {
		return this.handshake;
	}

	void send(byte[]... parts) throws IOException {
		this.socket.getOutputStream().write(Frames.join(parts));
	}

	/**
	 * The payload of a compressed message, which refers to those before it.
	 */
	byte[] deflate(String text) {
		return deflate(text.getBytes(StandardCharsets.UTF_8));
	}

	byte[] deflate(byte[] payload) {
		this.deflater.setInput(payload);
		ByteArrayOutputStream deflated = new ByteArrayOutputStream();
		byte[] chunk = new byte[8192];
		int count;
		do {
			count = this.deflater.deflate(chunk, 0, chunk.length, Deflater.SYNC_FLUSH);
			deflated.write(chunk, 0, count);
		}
		while (count == chunk.length);
		byte[] bytes = deflated.toByteArray();
		return (bytes.length < TAIL.length) ? new byte[1] : Arrays.copyOf(bytes, bytes.length - TAIL.length);
	}

	/**
	 * Forgets the messages that were sent.
	 */
	DeflatingPeer forget() {
		this.deflater.reset();
		return this;
	}

	/**
	 * Reads a message of one frame.
	 * @return its text
	 */
	String text() throws IOException {
		return new String(payload(), StandardCharsets.UTF_8);
	}

	byte[] payload() throws IOException {
		int first = this.in.readUnsignedByte();
		int announced = this.in.readUnsignedByte();
		int length = (announced < 126) ? announced
				: (announced == 126) ? this.in.readUnsignedShort() : (int) this.in.readLong();
		byte[] payload = this.in.readNBytes(length);
		this.compressed = (first & 0x40) != 0;
		this.wireLength = length;
		return this.compressed ? inflate(Frames.join(payload, TAIL)) : payload;
	}

	private byte[] inflate(byte[] deflated) throws IOException {
		this.inflater.setInput(deflated);
		ByteArrayOutputStream inflated = new ByteArrayOutputStream();
		byte[] chunk = new byte[8192];
		try {
			for (int count = this.inflater.inflate(chunk); count > 0; count = this.inflater.inflate(chunk)) {
				inflated.write(chunk, 0, count);
			}
		}
		catch (DataFormatException ex) {
			throw new IOException(ex);
		}
		return inflated.toByteArray();
	}

	/**
	 * Reads a close frame.
	 * @return its code
	 */
	int closeCode() throws IOException {
		byte[] payload = payload();
		return ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF);
	}

	/**
	 * Whether the server has ended the TCP connection with a FIN.
	 */
	boolean isFinished() throws IOException {
		return this.in.read() < 0;
	}

	/**
	 * Whether the last message was compressed.
	 */
	boolean isCompressed() {
		return this.compressed;
	}

	/**
	 * The length of the payload of the last message on the wire.
	 */
	int wireLength() {
		return this.wireLength;
	}

	@Override
	public void close() throws IOException {
		this.deflater.end();
		this.inflater.end();
		this.socket.close();
	}

}
