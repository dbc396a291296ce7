package io.workerman.engine.http.form;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.BadMessageException;
import io.workerman.engine.http.parser.RequestException;

/**
 * What a form in a body says.
 *
 * @param fields the values of its text fields, by name
 * @param files its files
 */
public record FormData(Map<String, List<String>> fields, List<FormPart> files) {

	private static final FormData NONE = new FormData(Map.of(), List.of());

	/**
	 * Read the form in a body.
	 * @param contentType the content type of the body, or {@code null} if it has none
	 * @param body the body
	 * @param limits how large the form may be
	 * @return the form, empty if the body is none
	 * @throws BadMessageException if the form is malformed
	 */
	public static FormData parse(@Nullable String contentType, byte[] body, UploadLimits limits) {
		if (MultipartReader.isMultipart(contentType)) {
			return multipart(contentType, body, limits);
		}
		boolean encoded = contentType != null
				&& contentType.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
		return encoded ? new FormData(FormParameters.decode(new String(body, StandardCharsets.ISO_8859_1)), List.of())
				: NONE;
	}

	private static FormData multipart(@Nullable String contentType, byte[] body, UploadLimits limits) {
		MultipartReader reader = MultipartReader.of(contentType, limits.inMemory());
		if (reader == null) {
			throw new BadMessageException("The multipart body has no boundary", null);
		}
		try {
			reader.write(Unpooled.wrappedBuffer(body), body.length);
			reader.finish();
			return of(reader);
		}
		catch (RequestException ex) {
			throw new BadMessageException(ex.reason(), ex);
		}
	}

	/**
	 * The form that was read while it came.
	 * @param reader has read it
	 * @return the form
	 */
	public static FormData of(MultipartReader reader) {
		Map<String, List<String>> fields = new LinkedHashMap<>();
		List<FormPart> files = new ArrayList<>();
		for (FormPart part : reader.parts()) {
			if (part.fileName() != null) {
				files.add(part);
			}
			else {
				fields.computeIfAbsent(part.name(), (key) -> new ArrayList<>(1))
					.add(new String(part.bytes(), StandardCharsets.UTF_8));
			}
		}
		return new FormData(fields, files);
	}

}
