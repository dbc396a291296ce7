package io.workerman.engine.http;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;

/**
 * An HTTP/2 client that says what a test wants, frame by frame.
 */
final class Http2Client implements AutoCloseable {

	static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

	static final int DATA = 0;

	static final int HEADERS = 1;

	static final int RST_STREAM = 3;

	static final int SETTINGS = 4;

	static final int PING = 6;

	static final int GOAWAY = 7;

	static final int WINDOW_UPDATE = 8;

	static final int CONTINUATION = 9;

	static final int END_STREAM = 1;

	static final int END_HEADERS = 4;

	static final int PROTOCOL_ERROR = 1;

	static final int REFUSED_STREAM = 7;

	static final int CANCEL = 8;

	static final int ENHANCE_YOUR_CALM = 11;

	private final Socket socket;

	private final DataInputStream in;

	private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);

	private final Map<Integer, Response> responses = new HashMap<>();

	/**
	 * The streams whose responses are not read.
	 */
	private final Set<Integer> stalled = new HashSet<>();

	private int next = 1;

	private int goAway = -1;

	Http2Client(int port, int... settings) throws IOException {
		this(new Socket(InetAddress.getLoopbackAddress(), port), settings);
	}

	private Http2Client(Socket socket, int... settings) throws IOException {
		this.socket = socket;
		this.socket.setTcpNoDelay(true);
		this.socket.setSoTimeout(20_000);
		this.in = new DataInputStream(this.socket.getInputStream());
		this.socket.getOutputStream().write(PREFACE.getBytes(StandardCharsets.US_ASCII));
		ByteBuffer payload = ByteBuffer.allocate(settings.length * 3);
		for (int i = 0; i < settings.length; i += 2) {
			payload.putShort((short) settings[i]).putInt(settings[i + 1]);
		}
		frame(SETTINGS, 0, 0, payload.array());
	}

	/**
	 * A client whose operating system takes no more than a little.
	 */
	static Http2Client small(int port) throws IOException {
		Socket socket = new Socket();
		socket.setReceiveBufferSize(4096);
		socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
		return new Http2Client(socket);
	}

	void frame(int type, int flags, int stream, byte... payload) throws IOException {
		ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
		frame.putInt((payload.length << 8) | type).put((byte) flags).putInt(stream).put(payload);
		this.socket.getOutputStream().write(frame.array());
	}

	void pings(int count) throws IOException {
		ByteBuffer frames = ByteBuffer.allocate(17 * count);
		for (int i = 0; i < count; i++) {
			frames.putInt((8 << 8) | PING).putInt(0).put((byte) 0).putLong(i);
		}
		this.socket.getOutputStream().write(frames.array());
	}

	/**
	 * Sends fields just as they are.
	 */
	void headers(int stream, boolean last, String... fields) throws IOException {
		frame(HEADERS, END_HEADERS | (last ? END_STREAM : 0), stream, block(fields));
	}

	/**
	 * Fields in the order in which they are given, each as it is (RFC 7541, section
	 * 6.2.2).
	 */
	static byte[] block(String... fields) {
		ByteArrayOutputStream block = new ByteArrayOutputStream();
		for (int i = 0; i < fields.length; i++) {
			if (i % 2 == 0) {
				block.write(0);
			}
			byte[] text = fields[i].getBytes(StandardCharsets.ISO_8859_1);
			block.write(Math.min(text.length, 127));
			if (text.length >= 127) {
				int left = text.length - 127;
				for (; left > 127; left >>= 7) {
					block.write((left & 0x7F) | 0x80);
				}
				block.write(left);
			}
			block.writeBytes(text);
		}
		return block.toByteArray();
	}

	/**
	 * Asks for a path.
	 * @return the stream
	 */
	int get(String path, String... fields) throws IOException {
		return begin("GET", path, true, fields);
	}

	int begin(String method, String path, boolean last, String... fields) throws IOException {
		int stream = newStream();
		String[] all = new String[fields.length + 8];
		String[] first = { ":method", method, ":scheme", "http", ":authority", "a.test", ":path", path };
		System.arraycopy(first, 0, all, 0, 8);
		System.arraycopy(fields, 0, all, 8, fields.length);
		headers(stream, last, all);
		return stream;
	}

	int newStream() {
		int stream = this.next;
		this.next += 2;
		return stream;
	}

	void data(int stream, boolean last, byte... data) throws IOException {
		frame(DATA, last ? END_STREAM : 0, stream, data);
	}

	void reset(int stream) throws IOException {
		frame(RST_STREAM, 0, stream, number(CANCEL));
	}

	void window(int stream, int more) throws IOException {
		frame(WINDOW_UPDATE, 0, stream, number(more));
	}

	static byte[] number(int value) {
		return ByteBuffer.allocate(4).putInt(value).array();
	}

	void stall(int stream) {
		this.stalled.add(stream);
	}

	/**
	 * What has come of a response.
	 */
	Response response(int stream) {
		return this.responses.computeIfAbsent(stream, (key) -> new Response());
	}

	/**
	 * Reads until a response is complete.
	 */
	Response await(int stream) throws IOException {
		return await(stream, Response::isEnded);
	}

	/**
	 * Reads until so much of a response has come.
	 */
	Response await(int stream, Predicate<Response> enough) throws IOException {
		Response response = response(stream);
		while (!enough.test(response)) {
			readNext();
		}
		return response;
	}

	/**
	 * Reads until the server says goodbye.
	 */
	int awaitGoAway() throws IOException {
		while (this.goAway < 0) {
			readNext();
		}
		return this.goAway;
	}

	private void readNext() throws IOException {
		if (!read()) {
			throw new IOException("The connection has ended");
		}
	}

	/**
	 * Reads until the server closes.
	 * @return the error of its goodbye, or -1 if it said none
	 */
	int awaitEnd() throws IOException {
		try {
			while (read()) {
				// the next one
			}
		}
		catch (java.net.SocketException ex) {
			// reset, because more was said than the server wanted to hear
		}
		return this.goAway;
	}

	/**
	 * Reads the next frame.
	 */
	private boolean read() throws IOException {
		int first = this.in.read();
		if (first < 0) {
			return false;
		}
		int length = (first << 16) | this.in.readUnsignedShort();
		int type = this.in.readUnsignedByte();
		int flags = this.in.readUnsignedByte();
		int stream = this.in.readInt();
		byte[] payload = new byte[length];
		this.in.readFully(payload);
		take(type, flags, stream, payload);
		return true;
	}

	private void take(int type, int flags, int stream, byte[] payload) throws IOException {
		switch (type) {
			case SETTINGS -> {
				if (flags == 0 && !this.socket.isOutputShutdown()) {
					frame(SETTINGS, 1, 0);
				}
			}
			case HEADERS -> fields(response(stream), stream, payload);
			case DATA -> data(response(stream), stream, payload);
			case RST_STREAM -> {
				response(stream).reset = ByteBuffer.wrap(payload).getInt();
				response(stream).ended = true;
			}
			case GOAWAY -> this.goAway = ByteBuffer.wrap(payload).getInt(4);
			default -> {
			}
		}
		if (type <= HEADERS && (flags & END_STREAM) != 0) {
			response(stream).ended = true;
		}
	}

	private void fields(Response response, int stream, byte[] payload) throws IOException {
		try {
			this.decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(payload))
				.forEach((field) -> response.fields.put(field.getKey().toString(), field.getValue().toString()));
		}
		catch (Exception ex) {
			throw new IOException(ex);
		}
	}

	private void data(Response response, int stream, byte[] payload) throws IOException {
		response.body.write(payload);
		if (payload.length > 0 && !this.socket.isOutputShutdown()) {
			window(0, payload.length);
			if (!this.stalled.contains(stream)) {
				window(stream, payload.length);
			}
		}
	}

	Socket socket() {
		return this.socket;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	/**
	 * What has come of a response.
	 */
	static final class Response {

		private final Map<String, String> fields = new LinkedHashMap<>();

		private final ByteArrayOutputStream body = new ByteArrayOutputStream();

		private boolean ended;

		private int reset = -1;

		String status() {
			return this.fields.getOrDefault(":status", "none");
		}

		String field(String name) {
			return this.fields.get(name);
		}

		byte[] bytes() {
			return this.body.toByteArray();
		}

		String text() {
			return this.body.toString(StandardCharsets.UTF_8);
		}

		/**
		 * The error that reset the stream, or -1.
		 */
		int reset() {
			return this.reset;
		}

		boolean isEnded() {
			return this.ended;
		}

	}

}
