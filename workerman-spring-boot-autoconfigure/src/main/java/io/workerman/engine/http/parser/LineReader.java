package io.workerman.engine.http.parser;

import io.netty.buffer.ByteBuf;

/**
 * Finds the lines of a head, which end in CR LF, and looks at no byte twice.
 */
public final class LineReader {

	private static final byte LF = '\n';

	private static final byte CR = '\r';

	private final RequestException.Limit kind;

	private int remaining;

	private int searched;

	/**
	 * Create a reader.
	 * @param limit the number of bytes at which the lines are too long together
	 * @param kind what is too long then
	 */
	public LineReader(int limit, RequestException.Limit kind) {
		this.remaining = limit;
		this.kind = kind;
	}

	/**
	 * Look for the end of the next line. The caller must take what was found.
	 * @param in the buffer, whose reader index is at the start of the line
	 * @return the length of the line without its end, or -1 if it is not complete
	 * @throws RequestException if the line is too long or ends in a bare LF
	 */
	int next(ByteBuf in) throws RequestException {
		int start = in.readerIndex();
		int limit = start + Math.min(in.readableBytes(), this.remaining);
		int end = in.indexOf(start + this.searched, limit, LF);
		if (end < 0 || end + 1 - start >= this.remaining) {
			this.searched = limit - start;
			if (this.searched >= this.remaining) {
				throw this.kind.reached();
			}
			return -1;
		}
		if (end == start || in.getByte(end - 1) != CR) {
			throw new RequestException(400, "A line ends without CR");
		}
		this.searched = 0;
		this.remaining -= end + 1 - start;
		return end - 1 - start;
	}

}
