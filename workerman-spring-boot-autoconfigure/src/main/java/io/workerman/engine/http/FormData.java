package io.workerman.engine.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * What a form in a body says.
 *
 * @param fields the values of its text fields, by name
 * @param files its files
 */
record FormData(Map<String, List<String>> fields, List<UploadedFile> files) {

	private static final FormData NONE = new FormData(Map.of(), List.of());

	/**
	 * More parameters than this are ignored, so that a small body cannot become a large
	 * map.
	 */
	private static final int MAX_PARAMETERS = 1000;

	/**
	 * Read the form in a body.
	 * @param contentType the content type of the body, or {@code null} if it has none
	 * @param body the body
	 * @return the form, empty if the body is none
	 * @throws IllegalArgumentException if the form is malformed
	 */
	static FormData parse(@Nullable String contentType, byte[] body) {
		String type = (contentType != null) ? contentType.toLowerCase(Locale.ROOT) : "";
		if (type.startsWith("application/x-www-form-urlencoded")) {
			String encoded = new String(body, StandardCharsets.ISO_8859_1);
			return new FormData(parameters(encoded), List.of());
		}
		return type.startsWith("multipart/form-data") ? new Multipart(String.valueOf(contentType), body).parse() : NONE;
	}

	/**
	 * Decode the parameters of a query string or form.
	 * @param encoded the encoded parameters
	 * @return all values by name, in the order in which they came
	 */
	static Map<String, List<String>> parameters(String encoded) {
		Map<String, List<String>> parameters = new LinkedHashMap<>();
		int start = 0;
		for (int count = 0; start < encoded.length() && count < MAX_PARAMETERS; count++) {
			int end = encoded.indexOf('&', start);
			end = (end >= 0) ? end : encoded.length();
			if (end > start) {
				add(encoded.substring(start, end), parameters);
			}
			start = end + 1;
		}
		return parameters;
	}

	private static void add(String pair, Map<String, List<String>> parameters) {
		int equals = pair.indexOf('=');
		String name = HttpGrammar.decode((equals >= 0) ? pair.substring(0, equals) : pair, true);
		String value = (equals >= 0) ? HttpGrammar.decode(pair.substring(equals + 1), true) : "";
		parameters.computeIfAbsent(name, (key) -> new ArrayList<>(1)).add(value);
	}

	/**
	 * A form in parts (RFC 7578).
	 */
	private static final class Multipart {

		private static final int MAX_PARTS = 1024;

		private static final int MAX_HEADER = 8 * 1024;

		private static final Pattern PARAMETER = Pattern
			.compile(";\\s*([^=;\\s]+)\\s*=\\s*(?:\"((?:\\\\[\"\\\\]|[^\"])*+)\"|([^;\\s]*))");

		private final byte[] body;

		private final byte[] delimiter;

		private final Map<String, List<String>> fields = new LinkedHashMap<>();

		private final List<UploadedFile> files = new ArrayList<>();

		private int position;

		private Multipart(String contentType, byte[] body) {
			String boundary = parameter(contentType, "boundary");
			this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
			this.body = body;
			if (boundary == null) {
				throw malformed(null);
			}
		}

		private FormData parse() {
			// The line end of the first delimiter is missing if nothing stands before it
			int unterminated = this.delimiter.length - 2;
			boolean first = Arrays.equals(this.body, 0, Math.min(unterminated, this.body.length), this.delimiter, 2,
					this.delimiter.length);
			this.position = first ? unterminated : nextDelimiter() + this.delimiter.length;
			for (int count = 0; !take("--"); count++) {
				if (count == MAX_PARTS || !take("\r\n")) {
					throw malformed(null);
				}
				readPart();
			}
			return new FormData(this.fields, this.files);
		}

		private boolean take(String expected) {
			boolean found = this.position + 2 <= this.body.length && this.body[this.position] == expected.charAt(0)
					&& this.body[this.position + 1] == expected.charAt(1);
			this.position += found ? 2 : 0;
			return found;
		}

		private void readPart() {
			HeaderFields header = readHeader();
			int start = this.position;
			int end = nextDelimiter();
			this.position = end + this.delimiter.length;
			byte[] content = Arrays.copyOfRange(this.body, start, end);
			String disposition = utf8(String.valueOf(header.get("content-disposition")));
			String name = parameter(disposition, "name");
			String fileName = parameter(disposition, "filename");
			if (name == null) {
				throw malformed(null);
			}
			if (fileName != null) {
				this.files.add(new UploadedFile(name, fileName, header.get("content-type"), content));
			}
			else {
				this.fields.computeIfAbsent(name, (key) -> new ArrayList<>(1))
					.add(new String(content, StandardCharsets.UTF_8));
			}
		}

		private HeaderFields readHeader() {
			ByteBuf rest = Unpooled.wrappedBuffer(this.body, this.position, this.body.length - this.position);
			try {
				HeaderFields header = new HeaderFields.Reader(new LineReader(MAX_HEADER, 400)).read(rest);
				if (header == null) {
					throw malformed(null);
				}
				this.position += rest.readerIndex();
				return header;
			}
			catch (HttpRefusal ex) {
				throw malformed(ex);
			}
		}

		private int nextDelimiter() {
			int last = this.body.length - this.delimiter.length;
			for (int i = this.position; i <= last; i++) {
				if (this.body[i] == '\r' && Arrays.equals(this.body, i, i + this.delimiter.length, this.delimiter, 0,
						this.delimiter.length)) {
					return i;
				}
			}
			throw malformed(null);
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

		private static IllegalArgumentException malformed(@Nullable Exception cause) {
			return new HttpRequest.BadRequestException("The multipart body is malformed", cause);
		}

	}

}
