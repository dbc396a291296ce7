package io.workerman.engine.websocket;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.CloseReason;
import io.workerman.engine.CodecContext;
import io.workerman.engine.PayloadView;
import io.workerman.engine.ProtocolException;

/**
 * Makes messages out of data frames (RFC 6455, section 5.4), in the form in which they
 * are wanted.
 */
final class MessageAssembler {

	private final CodecContext context;

	private final int maxFrameSize;

	private final boolean streaming;

	private final Utf8 utf8 = new Utf8();

	/**
	 * How much of the payload of a frame that is under way is known to be UTF-8.
	 */
	private int checked;

	private @Nullable MessageInflater inflater;

	private boolean compressed;

	private @Nullable Opcode fragmented;

	/**
	 * Whether the parts of a message are given away as they come.
	 */
	private boolean streamed;

	/**
	 * How much of such a message has been given away.
	 */
	private long streamedBytes;

	private @Nullable ByteBuf joined;

	private @Nullable ByteBuf lent;

	MessageAssembler(CodecContext context, WebSocketOptions options) {
		this.context = context;
		this.maxFrameSize = (options.maxFrameSize() > 0) ? options.maxFrameSize() : Integer.MAX_VALUE;
		this.streaming = options.streaming();
	}

	/**
	 * Messages may be compressed from now on.
	 * @param inflater inflates them
	 */
	void inflateWith(MessageInflater inflater) {
		this.inflater = inflater;
	}

	/**
	 * Check a frame whose header has come, before memory is spent on its payload.
	 * @param frame the frame
	 * @throws ProtocolException if it is out of place or the message becomes too large
	 */
	void check(FrameReader frame) throws ProtocolException {
		if ((frame.opcode() == Opcode.CONTINUATION) != (this.fragmented != null)) {
			throw FrameReader.malformed((this.fragmented != null) ? "A message begins within another"
					: "A message is continued that did not begin");
		}
		int limit = this.context.maxPackageSize();
		long most = isDeflated(frame) ? limit + limit / 1024L + 64 : limit - this.streamedBytes - bufferedBytes();
		if (frame.length() > most || frame.length() > this.maxFrameSize) {
			throw tooLarge();
		}
	}

	private boolean isDeflated(FrameReader frame) {
		return (this.fragmented != null) ? this.compressed : frame.isCompressed();
	}

	static ProtocolException tooLarge() {
		return new ProtocolException(CloseReason.TOO_BIG, "A message is too large", true);
	}

	/**
	 * Look at a payload of which a part has come.
	 * @param frame the frame, which has been checked
	 * @param in the buffer, whose reader index is at the start of the payload
	 * @throws ProtocolException if it is text and cannot become UTF-8
	 */
	void look(FrameReader frame, ByteBuf in) throws ProtocolException {
		Opcode opcode = (this.fragmented != null) ? this.fragmented : frame.opcode();
		if (opcode == Opcode.TEXT && !isDeflated(frame)) {
			checkText(in, in.readerIndex(), frame.arrived());
		}
	}

	private void checkText(ByteBuf buffer, int start, int length) throws ProtocolException {
		if (!this.utf8.next(buffer, start + this.checked, length - this.checked)) {
			throw Utf8.malformed();
		}
		this.checked = length;
	}

	/**
	 * Take the payload of a frame.
	 * @param frame the frame, which has been checked
	 * @param in the buffer, whose reader index is at the start of the payload
	 * @return the message, or {@code null} if it is not complete
	 * @throws ProtocolException if it is text and not UTF-8
	 */
	@Nullable Object add(FrameReader frame, ByteBuf in) throws ProtocolException {
		int length = (int) frame.length();
		Opcode opcode = this.fragmented;
		if (opcode == null) {
			opcode = frame.opcode();
			this.compressed = frame.isCompressed();
			if (frame.isLast() && !this.compressed) {
				int start = in.readerIndex();
				in.skipBytes(length);
				return whole(opcode, in, start, length);
			}
			this.streamed = this.streaming && !frame.isLast()
					&& this.context.view(opcode == Opcode.TEXT) == PayloadView.MESSAGE;
		}
		ByteBuf joined = joined(length);
		int before = joined.writerIndex();
		append(in, length, frame.isLast(), joined);
		if (opcode == Opcode.TEXT) {
			checkText(joined, before, joined.writerIndex() - before);
		}
		this.checked = 0;
		if (frame.isLast() && !this.utf8.isComplete()) {
			throw Utf8.malformed();
		}
		if (this.streamed) {
			return part(opcode, frame.isLast(), joined);
		}
		if (!frame.isLast()) {
			this.fragmented = opcode;
			return null;
		}
		this.fragmented = null;
		this.joined = null;
		this.lent = joined;
		return message(opcode, joined, joined.readerIndex(), joined.readableBytes(), true);
	}

	private Object whole(Opcode opcode, ByteBuf bytes, int start, int length) throws ProtocolException {
		boolean begun = this.checked > 0;
		if (begun) {
			checkText(bytes, start, length);
			this.checked = 0;
			if (!this.utf8.isComplete()) {
				throw Utf8.malformed();
			}
		}
		return message(opcode, bytes, start, length, begun);
	}

	/**
	 * What has come of a message, up to the last whole character.
	 */
	private WebSocketMessage part(Opcode opcode, boolean last, ByteBuf joined) {
		Opcode place = (this.fragmented != null) ? Opcode.CONTINUATION : opcode;
		byte[] payload = new byte[joined.readableBytes() - this.utf8.pending()];
		joined.readBytes(payload);
		this.joined = joined.isReadable() ? joined.copy() : null;
		joined.release();
		this.fragmented = last ? null : opcode;
		this.streamedBytes = last ? 0 : this.streamedBytes + payload.length;
		return WebSocketMessage.part(place, payload, last);
	}

	private ByteBuf joined(int length) {
		ByteBuf joined = this.joined;
		if (joined == null) {
			joined = ByteBufAllocator.DEFAULT.buffer(length);
			this.joined = joined;
		}
		return joined;
	}

	private void append(ByteBuf in, int length, boolean last, ByteBuf joined) throws ProtocolException {
		if (this.compressed && this.inflater != null) {
			long limit = this.context.maxPackageSize() - this.streamedBytes;
			this.inflater.inflate(in, length, last, joined,
					(int) (this.streamed ? Math.min(limit, this.maxFrameSize) : limit));
		}
		else {
			joined.writeBytes(in, length);
		}
	}

	private Object message(Opcode opcode, ByteBuf bytes, int start, int length, boolean checked)
			throws ProtocolException {
		boolean text = opcode == Opcode.TEXT;
		PayloadView view = this.context.view(text);
		if (view == PayloadView.REFUSED) {
			throw new ProtocolException(CloseReason.UNSUPPORTED_DATA, "Such messages are not taken here", true);
		}
		if (text && (view == PayloadView.NATIVE || view == PayloadView.TEXT)) {
			return text(bytes, start, length, checked);
		}
		if (text && view == PayloadView.MESSAGE) {
			return WebSocketMessage.text(text(bytes, start, length, checked));
		}
		if (text && !checked && !Utf8.isValid(bytes, start, length)) {
			throw Utf8.malformed();
		}
		return switch (view) {
			case TEXT -> bytes.toString(start, length, StandardCharsets.UTF_8);
			case NATIVE, BYTES, REFUSED -> ByteBufUtil.getBytes(bytes, start, length);
			case BUFFER -> bytes.slice(start, length);
			case MESSAGE -> WebSocketMessage.binary(ByteBufUtil.getBytes(bytes, start, length));
		};
	}

	private static String text(ByteBuf bytes, int start, int length, boolean checked) throws ProtocolException {
		String text = bytes.toString(start, length, StandardCharsets.UTF_8);
		// Decoding is faster than checking, and leaves this mark in place of malformed
		// bytes
		if (!checked && text.indexOf('\uFFFD') >= 0 && !Utf8.isValid(bytes, start, length)) {
			throw Utf8.malformed();
		}
		return text;
	}

	/**
	 * The size of the parts of a message that is not complete.
	 * @return the number of bytes
	 */
	int bufferedBytes() {
		return (this.joined != null) ? this.joined.readableBytes() : 0;
	}

	/**
	 * The last message is not needed any more.
	 */
	void reclaim() {
		if (this.lent != null) {
			this.lent.release();
			this.lent = null;
		}
	}

	/**
	 * Nothing is needed any more.
	 */
	void release() {
		reclaim();
		if (this.joined != null) {
			this.joined.release();
			this.joined = null;
		}
		if (this.inflater != null) {
			this.inflater.close();
		}
	}

}
