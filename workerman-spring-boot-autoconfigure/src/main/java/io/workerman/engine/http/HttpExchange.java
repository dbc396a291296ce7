package io.workerman.engine.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicReference;

import io.netty.buffer.ByteBuf;

import io.workerman.engine.Outgoing;
import io.workerman.engine.http.ResponseWriter.Terms;
import io.workerman.engine.http.files.MimeTypes;

/**
 * One request and its answer. Used by all threads that answer.
 */
final class HttpExchange {

	private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

	private final HttpRequest request;

	private final ResponseWriter writer;

	private final Runnable over;

	private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

	private volatile Terms terms;

	/**
	 * Create an exchange.
	 * @param request the request
	 * @param writer writes the answer
	 * @param over called on the process when the answer is complete and the connection is
	 * ready for the next request
	 */
	HttpExchange(HttpRequest request, ResponseWriter writer, Runnable over) {
		this.request = request;
		this.writer = writer;
		this.over = over;
		this.terms = Terms.LAST;
	}

	HttpRequest request() {
		return this.request;
	}

	boolean isWaiting() {
		return this.state.get() == State.WAITING;
	}

	boolean isStreaming() {
		return this.state.get() == State.STREAMING;
	}

	/**
	 * Write the answer, or the beginning of one that is streamed.
	 * @param response the answer
	 * @param out where to write it
	 */
	void answer(HttpResponse response, Outgoing out) {
		if (!this.state.compareAndSet(State.WAITING, State.ANSWERED)) {
			throw new IllegalStateException(isStreaming()
					? "The response is a stream: send a Chunk or a ServerSentEvent, and Chunk.last() to end it"
					: "The request has been answered already");
		}
		ByteBuf bytes = out.bytes();
		int start = bytes.writerIndex();
		try {
			write(response, out);
		}
		catch (RuntimeException ex) {
			bytes.writerIndex(start);
			this.state.set(State.WAITING);
			throw ex;
		}
	}

	private void write(HttpResponse response, Outgoing out) {
		Terms asked = this.request.terms();
		boolean stream = response.isStream();
		boolean endless = stream && asked.minorVersion() == 0;
		this.terms = new Terms(asked.headOnly(), asked.persistent() && !response.closes() && !endless,
				asked.minorVersion(), asked.sessionCookie());
		if (stream) {
			this.writer.writeStreamHead(out.bytes(), response, this.terms);
			writePart(this.writer.bytes(response.body()), out.bytes());
			this.state.set(State.STREAMING);
			return;
		}
		Path file = response.file();
		if (file == null || response.isBodiless()) {
			this.writer.write(out.bytes(), response, this.terms);
		}
		else {
			writeFile(response, file, out);
		}
		complete(out);
	}

	private void writeFile(HttpResponse response, Path file, Outgoing out) {
		int start = out.bytes().writerIndex();
		try {
			BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
			if (!attributes.isRegularFile()) {
				throw new NoSuchFileException(file.toString());
			}
			this.writer.writeFileHead(out.bytes(), response, MimeTypes.of(file), attributes.size(),
					attributes.lastModifiedTime().toMillis(), this.terms);
			if (!this.terms.headOnly() && attributes.size() > 0) {
				out.file(file, 0, attributes.size());
			}
		}
		catch (IOException ex) {
			out.bytes().writerIndex(start);
			HttpResponse instead = (ex instanceof NoSuchFileException)
					? HttpResponse.of(404).body("<h3>404 Not Found</h3>")
					: HttpResponse.of(403).body("<h3>403 Forbidden</h3>");
			this.writer.write(out.bytes(), instead, this.terms);
		}
	}

	/**
	 * Write a part of an answer that is streamed.
	 * @param part the part
	 * @param last whether it ends the answer
	 * @param out where to write it
	 */
	void append(ByteBuf part, boolean last, Outgoing out) {
		if (!isStreaming()) {
			throw new IllegalStateException("No stream is open: send an HttpResponse with the header "
					+ "'Transfer-Encoding: chunked' or the content type 'text/event-stream' first");
		}
		writePart(part, out.bytes());
		if (last && this.state.compareAndSet(State.STREAMING, State.ANSWERED)) {
			if (!this.terms.headOnly() && this.terms.minorVersion() > 0) {
				out.bytes().writeBytes(LAST_CHUNK);
			}
			complete(out);
		}
	}

	private void writePart(ByteBuf part, ByteBuf out) {
		int length = part.readableBytes();
		if (this.terms.headOnly() || length == 0) {
			return;
		}
		boolean chunked = this.terms.minorVersion() > 0;
		if (chunked) {
			out.writeCharSequence(Integer.toHexString(length), StandardCharsets.US_ASCII);
			out.writeShort('\r' << 8 | '\n');
		}
		out.writeBytes(part, part.readerIndex(), length);
		if (chunked) {
			out.writeShort('\r' << 8 | '\n');
		}
	}

	private void complete(Outgoing out) {
		if (this.terms.persistent()) {
			out.queued(this.over);
		}
		else {
			out.last();
		}
	}

	private enum State {

		WAITING, STREAMING, ANSWERED

	}

}
