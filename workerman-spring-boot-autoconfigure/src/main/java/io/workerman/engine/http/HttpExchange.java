package io.workerman.engine.http;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.JsonCodec;
import io.workerman.engine.Outgoing;
import io.workerman.engine.http.ResponseWriter.Terms;

/**
 * One request and its answer. Used by all threads that answer.
 */
final class HttpExchange {

	private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

	private final HttpRequest request;

	private final ResponseWriter writer;

	private final @Nullable Consumer<Runnable> keeper;

	private final Runnable over;

	private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

	private volatile Terms terms;

	private volatile @Nullable HttpResponse items;

	private volatile boolean broken;

	/**
	 * Create an exchange.
	 * @param request the request
	 * @param writer writes the answer
	 * @param keeper called on the process when the first bytes of the answer have their
	 * place, with what to do when they may leave, or {@code null} if they always may
	 * @param over called on the process when the answer is complete and has its place
	 */
	HttpExchange(HttpRequest request, ResponseWriter writer, @Nullable Consumer<Runnable> keeper, Runnable over) {
		this.request = request;
		this.writer = writer;
		this.keeper = keeper;
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
	 * Whether no other request is answered behind this one.
	 */
	boolean isLast() {
		return !this.terms.persistent();
	}

	/**
	 * Whether the answer ended before it was whole.
	 */
	boolean isBroken() {
		return this.broken;
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
		this.terms = Terms.of(this.request, response);
		if (response.isStream()) {
			this.writer.writeStreamHead(out.bytes(), response, this.terms);
			writePart(this.writer.bytes(response.body()), out.bytes());
			this.state.set(State.STREAMING);
			begin(out, this.writer.opened());
			return;
		}
		Path file = response.file();
		if (file == null || response.isBodiless()) {
			this.writer.write(out.bytes(), response, this.terms);
		}
		else {
			new FileAnswer(this.writer, this.request, this.terms, out).write(response, file);
		}
		begin(out, this.over);
		endIfLast(out);
	}

	/**
	 * Write an item of an answer that has many.
	 * @param item the item
	 * @param out where to write it
	 */
	void answer(Item item, Outgoing out) {
		if (isWaiting()) {
			HttpResponse response = (item.value() instanceof HttpResponse own) ? own : item.begin();
			answer(response, out);
			this.items = response;
			if (response == item.value()) {
				return;
			}
		}
		HttpResponse items = this.items;
		if (item.failed()) {
			if (this.state.compareAndSet(State.STREAMING, State.ANSWERED)) {
				this.broken = true;
				out.queued(this.over);
				out.last();
			}
		}
		else if (isStreaming() && items != null) {
			append(item.bytes(items, this.writer.json()), item.value() == null, out);
		}
		else if (item.value() != null) {
			throw new IllegalStateException("The request has been answered already");
		}
	}

	/**
	 * Whether the answer has many items, and not all have come.
	 */
	boolean isOfItems() {
		return isStreaming() && this.items != null;
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
			out.queued(this.over);
			endIfLast(out);
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

	private void begin(Outgoing out, @Nullable Runnable then) {
		Consumer<Runnable> keeper = this.keeper;
		if (keeper != null) {
			out.queued(() -> keeper.accept((then != null) ? then : () -> {
			}));
		}
		else if (then != null) {
			out.queued(then);
		}
	}

	private void endIfLast(Outgoing out) {
		if (isLast()) {
			out.last();
		}
	}

	private enum State {

		WAITING, STREAMING, ANSWERED

	}

	/**
	 * An item of a reply that has many. The first one decides what the response is:
	 * events, text, bytes, or one line of JSON for each object.
	 *
	 * @param value the item, or {@code null} if there are no more
	 * @param failed whether there are no more because something failed
	 */
	record Item(@Nullable Object value, boolean failed) {

		static final Item END = new Item(null, false);

		/**
		 * The client is not to believe that it has all.
		 */
		static final Item BROKEN = new Item(null, true);

		private static final String LINES = "application/x-ndjson";

		/**
		 * The response that this item begins.
		 * @return the response
		 */
		HttpResponse begin() {
			if (this.value == null) {
				return HttpResponse.of(204);
			}
			if (this.value instanceof ServerSentEvent) {
				return HttpResponse.of(200).contentType("text/event-stream").header("Cache-Control", "no-cache");
			}
			HttpResponse response = HttpResponse.of(200).header("Transfer-Encoding", "chunked");
			if (this.value instanceof byte[] || this.value instanceof ByteBuf) {
				return response.contentType("application/octet-stream");
			}
			return (isText(this.value)) ? response : response.contentType(LINES);
		}

		private static boolean isText(Object value) {
			return value instanceof CharSequence || value instanceof Chunk;
		}

		/**
		 * What of this item is sent.
		 * @param response the response that it is a part of
		 * @param json writes objects
		 * @return the bytes, which belong to the item
		 */
		ByteBuf bytes(HttpResponse response, JsonCodec json) {
			if (this.value instanceof ByteBuf buffer) {
				return buffer;
			}
			return Unpooled.wrappedBuffer(encode(response, json));
		}

		private byte[] encode(HttpResponse response, JsonCodec json) {
			Object value = this.value;
			if (value == null) {
				return new byte[0];
			}
			if (value instanceof ServerSentEvent event) {
				return event.bytes();
			}
			if (value instanceof Chunk chunk) {
				return chunk.bytes();
			}
			if (value instanceof byte[] bytes) {
				return bytes;
			}
			boolean text = value instanceof CharSequence;
			byte[] bytes = text ? value.toString().getBytes(StandardCharsets.UTF_8) : json.write(value);
			if (response.isEventStream()) {
				return ServerSentEvent.of(new String(bytes, StandardCharsets.UTF_8)).bytes();
			}
			return text ? bytes : line(bytes);
		}

		private static byte[] line(byte[] json) {
			byte[] line = Arrays.copyOf(json, json.length + 1);
			line[json.length] = '\n';
			return line;
		}

	}

}
