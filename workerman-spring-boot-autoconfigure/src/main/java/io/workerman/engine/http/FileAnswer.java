package io.workerman.engine.http;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import io.workerman.engine.Outgoing;
import io.workerman.engine.http.ResponseWriter.Terms;
import io.workerman.engine.http.files.FilePlan;
import io.workerman.engine.http.files.FileRange;
import io.workerman.engine.http.files.FileVersion;
import io.workerman.engine.http.files.MimeTypes;
import io.workerman.engine.http.parser.HttpDate;
import io.workerman.engine.http.parser.HttpGrammar;

/**
 * Answers with a file: the whole, a part, or that the client has it already.
 */
final class FileAnswer {

	/**
	 * Several ranges are put together in memory, and so are files that are compressed.
	 * Larger ones are sent as they are.
	 */
	private static final int MAX_IN_MEMORY = 1024 * 1024;

	private final ResponseWriter writer;

	private final HttpRequest request;

	private final Terms terms;

	private final Outgoing out;

	FileAnswer(ResponseWriter writer, HttpRequest request, Terms terms, Outgoing out) {
		this.writer = writer;
		this.request = request;
		this.terms = terms;
		this.out = out;
	}

	/**
	 * Write the answer.
	 * @param response the response
	 * @param file its file
	 */
	void write(HttpResponse response, Path file) {
		int start = this.out.bytes().writerIndex();
		try {
			writeFile(response, file);
		}
		catch (IOException ex) {
			this.out.bytes().writerIndex(start);
			HttpResponse instead = (ex instanceof NoSuchFileException)
					? HttpResponse.of(404).body("<h3>404 Not Found</h3>")
					: HttpResponse.of(403).body("<h3>403 Forbidden</h3>");
			this.writer.write(this.out.bytes(), instead, this.terms);
		}
	}

	private void writeFile(HttpResponse response, Path file) throws IOException {
		FileVersion version = FileVersion.of(file);
		FilePlan plan = plan(response, version);
		HttpResponse head = response.copy((plan.status() != 200) ? plan.status() : response.status());
		head.headerIfMissing("Last-Modified", HttpDate.format(version.lastModified()));
		head.headerIfMissing("ETag", version.etag());
		head.headerIfMissing("Accept-Ranges", "bytes");
		switch (plan.status()) {
			case 304, 412 -> this.writer.write(this.out.bytes(), head, this.terms);
			case 416 -> this.writer.write(this.out.bytes(), head.header("Content-Range", "bytes */" + version.size()),
					this.terms);
			case 206 -> writeRanges(describe(head, file), file, plan.ranges(), version.size());
			default -> writeWhole(describe(head, file), file, version.size());
		}
	}

	private FilePlan plan(HttpResponse response, FileVersion version) {
		FileRange wanted = response.range();
		if (wanted != null) {
			long start = Math.min(wanted.start(), version.size());
			long length = Math.min(wanted.length(), version.size() - start);
			return (length > 0) ? new FilePlan(206, List.of(new FileRange(start, length)))
					: new FilePlan(416, List.of());
		}
		return (response.status() == 200) ? FilePlan.of(this.request.method(), this.request.fields(), version)
				: FilePlan.whole(version);
	}

	/**
	 * A file of a type that is not known is one to keep, and not one to show.
	 */
	private static HttpResponse describe(HttpResponse head, Path file) {
		if (head.contentType() == null) {
			String type = MimeTypes.of(file);
			head.contentType(type);
			if (type.equals(MimeTypes.UNKNOWN)) {
				String name = String.valueOf(file.getFileName());
				String plain = name.replaceAll("[^ -~]|[\"\\\\%]", "_");
				String value = "attachment; filename=\"" + plain + '"';
				boolean same = plain.equals(name);
				head.headerIfMissing("Content-Disposition",
						same ? value : value + "; filename*=UTF-8''" + HttpGrammar.encodeParameter(name));
			}
		}
		return head;
	}

	private void writeWhole(HttpResponse head, Path file, long size) throws IOException {
		Gzip gzip = this.writer.gzip();
		if (gzip != null && size <= MAX_IN_MEMORY && gzip.covers(head, head.contentType(), size)) {
			// the writer compresses what is in memory
			this.writer.write(this.out.bytes(), head.body(Files.readAllBytes(file)), this.terms);
			return;
		}
		this.writer.writeHead(this.out.bytes(), head, size, this.terms);
		send(file, new FileRange(0, size));
	}

	private void send(Path file, FileRange range) throws IOException {
		if (!this.terms.headOnly() && range.length() > 0) {
			this.out.file(file, range.start(), range.length());
		}
	}

	private void writeRanges(HttpResponse head, Path file, List<FileRange> ranges, long size) throws IOException {
		FileRange first = ranges.get(0);
		if (ranges.size() == 1) {
			this.writer.writeHead(this.out.bytes(), head.header("Content-Range", first.contentRange(size)),
					first.length(), this.terms);
			send(file, first);
		}
		else if (ranges.stream().mapToLong(FileRange::length).sum() <= MAX_IN_MEMORY) {
			writeParts(head, file, ranges, size);
		}
		else {
			writeWhole(head.copy(200), file, size);
		}
	}

	private void writeParts(HttpResponse head, Path file, List<FileRange> ranges, long size) throws IOException {
		String boundary = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
		List<byte[]> heads = new ArrayList<>();
		byte[] end = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII);
		long length = end.length;
		for (FileRange range : ranges) {
			byte[] partHead = "\r\n--%s\r\nContent-Type: %s\r\nContent-Range: %s\r\n\r\n"
				.formatted(boundary, head.contentType(), range.contentRange(size))
				.getBytes(StandardCharsets.US_ASCII);
			heads.add(partHead);
			length += partHead.length + range.length();
		}
		ByteBuf body = Unpooled.buffer((int) length);
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
			for (int i = 0; i < ranges.size(); i++) {
				body.writeBytes(heads.get(i));
				read(channel, ranges.get(i), body);
			}
		}
		body.writeBytes(end);
		head.contentType("multipart/byteranges; boundary=" + boundary);
		this.writer.write(this.out.bytes(), head.body(body), this.terms);
	}

	private static void read(FileChannel channel, FileRange range, ByteBuf body) throws IOException {
		int left = (int) range.length();
		while (left > 0) {
			int read = body.writeBytes(channel, range.start() + range.length() - left, left);
			if (read < 0) {
				throw new IOException("The file has become shorter");
			}
			left -= read;
		}
	}

}
