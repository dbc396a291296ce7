package io.workerman.engine.http.form;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.http.parser.BodySink;
import io.workerman.engine.http.parser.HeaderFields;
import io.workerman.engine.http.parser.LineReader;
import io.workerman.engine.http.parser.RequestException;

/**
 * Reads a form in parts (RFC 7578) while it comes.
 */
public final class MultipartReader implements BodySink {

	private static final String TYPE = "multipart/form-data";

	private static final int MAX_HEADER = 8 * 1024;

	private static final int MAX_HEADER_FIELDS = 32;

	private static final int MAX_BOUNDARY = 256;

	private static final int KEPT = 64 * 1024;

	private static final Pattern PARAMETER = Pattern
		.compile(";\\s*([^=;\\s]+)\\s*=\\s*(?:\"((?:\\\\[\"\\\\]|[^\"])*+)\"|([^;\\s]*))");

	private final UploadLimits limits;

	private final byte[] delimiter;

	private final List<FormPart> parts = new ArrayList<>();

	/**
	 * What has come and could not be told yet: it may be a part of a delimiter.
	 */
	private final ByteBuf rest = Unpooled.buffer();

	private State state = State.PREAMBLE;

	private HeaderFields.@Nullable Reader header;

	private @Nullable FormPart part;

	private long fieldsSize;

	private long memory;

	private MultipartReader(String boundary, UploadLimits limits) {
		this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
		this.limits = limits;
		// the first delimiter has no line end of its own if nothing stands before it
		this.rest.writeShort('\r' << 8 | '\n');
	}

	/**
	 * Make a reader for a body.
	 * @param contentType the content type of the body, or {@code null} if it has none
	 * @param limits how large the form may be
	 * @return the reader, or {@code null} if the body is no form in parts
	 */
	public static @Nullable MultipartReader of(@Nullable String contentType, UploadLimits limits) {
		if (contentType == null || !contentType.regionMatches(true, 0, TYPE, 0, TYPE.length())) {
			return null;
		}
		String boundary = parameter(contentType, "boundary");
		boolean wellFormed = boundary != null && !boundary.isEmpty() && boundary.length() <= MAX_BOUNDARY;
		return wellFormed ? new MultipartReader(String.valueOf(boundary), limits) : null;
	}

	/**
	 * Whether a body claims to be a form in parts.
	 * @param contentType the content type of the body, or {@code null} if it has none
	 * @return whether it does
	 */
	public static boolean isMultipart(@Nullable String contentType) {
		return contentType != null && contentType.regionMatches(true, 0, TYPE, 0, TYPE.length());
	}

	/**
	 * The parts.
	 * @return those that are complete
	 */
	public List<FormPart> parts() {
		return this.parts;
	}

	@Override
	public void write(ByteBuf in, int length) throws RequestException {
		this.rest.writeBytes(in, length);
		try {
			while (step()) {
				// the next one
			}
		}
		catch (IOException ex) {
			throw new RequestException(507, "The upload cannot be stored");
		}
		this.rest.discardReadBytes();
		if (this.rest.capacity() > KEPT && this.rest.readableBytes() < KEPT / 4) {
			this.rest.capacity(KEPT);
		}
	}

	private boolean step() throws RequestException, IOException {
		return switch (this.state) {
			case PREAMBLE -> skip();
			case DELIMITER -> delimiter();
			case HEADER -> header();
			case CONTENT -> content(part());
			case EPILOGUE -> {
				this.rest.skipBytes(this.rest.readableBytes());
				yield false;
			}
		};
	}

	private boolean skip() {
		int before = beforeDelimiter();
		this.rest.skipBytes(before);
		return isAtDelimiter();
	}

	private boolean isAtDelimiter() {
		if (this.rest.readableBytes() < this.delimiter.length) {
			return false;
		}
		this.rest.skipBytes(this.delimiter.length);
		this.state = State.DELIMITER;
		return true;
	}

	private boolean delimiter() throws RequestException {
		if (this.rest.readableBytes() < 2) {
			return false;
		}
		switch (this.rest.readShort()) {
			case '-' << 8 | '-' -> this.state = State.EPILOGUE;
			case '\r' << 8 | '\n' -> {
				if (this.parts.size() == this.limits.maxParts()) {
					throw new RequestException(413, "The form has too many parts");
				}
				this.header = new HeaderFields.Reader(new LineReader(MAX_HEADER, RequestException.Limit.HEADER),
						MAX_HEADER_FIELDS);
				this.state = State.HEADER;
			}
			default -> throw malformed();
		}
		return true;
	}

	private boolean header() throws RequestException, IOException {
		HeaderFields fields = (this.header != null) ? this.header.read(this.rest) : null;
		if (fields == null) {
			return false;
		}
		String disposition = utf8(String.valueOf(fields.get("content-disposition")));
		String name = parameter(disposition, "name");
		if (name == null) {
			throw malformed();
		}
		FormPart part = new FormPart(name, parameter(disposition, "filename"), fields.get("content-type"));
		this.part = part;
		this.state = State.CONTENT;
		return true;
	}

	private boolean content(FormPart part) throws RequestException, IOException {
		int length = beforeDelimiter();
		if (length > 0) {
			grow(part, length);
			part.write(this.rest, length);
		}
		if (!isAtDelimiter()) {
			return false;
		}
		part.finish();
		this.parts.add(part);
		this.part = null;
		return true;
	}

	private void grow(FormPart part, int length) throws RequestException, IOException {
		if (part.fileName() == null) {
			this.fieldsSize += length;
			if (this.fieldsSize > this.limits.maxFieldsSize()) {
				throw new RequestException(413, "The fields of the form are too large");
			}
		}
		else if (part.stored() == null) {
			if (this.memory + length > this.limits.memoryThreshold()) {
				this.memory -= part.size();
				part.store(this.limits.directory());
			}
			else {
				this.memory += length;
			}
		}
	}

	/**
	 * How many bytes are certainly no part of a delimiter.
	 */
	private int beforeDelimiter() {
		int start = this.rest.readerIndex();
		int end = this.rest.writerIndex();
		int index = this.rest.indexOf(start, end, (byte) '\r');
		while (index >= 0 && !mayBeDelimiter(index, end)) {
			index = this.rest.indexOf(index + 1, end, (byte) '\r');
		}
		return ((index >= 0) ? index : end) - start;
	}

	private boolean mayBeDelimiter(int index, int end) {
		int length = Math.min(this.delimiter.length, end - index);
		for (int i = 1; i < length; i++) {
			if (this.rest.getByte(index + i) != this.delimiter[i]) {
				return false;
			}
		}
		return true;
	}

	private FormPart part() {
		if (this.part == null) {
			throw new IllegalStateException("No part has begun");
		}
		return this.part;
	}

	@Override
	public void finish() throws RequestException {
		if (this.state != State.EPILOGUE) {
			throw malformed();
		}
	}

	@Override
	public void discard() {
		this.parts.forEach(FormPart::discard);
		if (this.part != null) {
			this.part.discard();
		}
	}

	private static @Nullable String parameter(String value, String name) {
		Matcher matcher = PARAMETER.matcher(value);
		while (matcher.find()) {
			if (matcher.group(1).equalsIgnoreCase(name)) {
				String quoted = matcher.group(2);
				return (quoted != null) ? quoted.replaceAll("\\\\([\"\\\\])", "$1") : matcher.group(3);
			}
		}
		return null;
	}

	private static String utf8(String bytes) {
		return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
	}

	private static RequestException malformed() {
		return new RequestException(400, "The multipart body is malformed");
	}

	private enum State {

		PREAMBLE, DELIMITER, HEADER, CONTENT, EPILOGUE

	}

}
