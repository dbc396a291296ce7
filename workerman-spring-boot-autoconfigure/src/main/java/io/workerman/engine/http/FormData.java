package io.workerman.engine.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import org.jspecify.annotations.Nullable;

/**
 * What a form in a body says.
 *
 * @param fields the values of its text fields, by name
 * @param files its files
 */
record FormData(Map<String, List<String>> fields, List<UploadedFile> files) {

	private static final FormData NONE = new FormData(Map.of(), List.of());

	private static final int MAX_PARTS = 1024;

	private static final int UNLIMITED = -1;

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
			return new FormData(UrlEncoding.parameters(encoded), List.of());
		}
		return type.startsWith("multipart/form-data") ? multipart(String.valueOf(contentType), body) : NONE;
	}

	private static FormData multipart(String contentType, byte[] body) {
		DefaultFullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/",
				Unpooled.wrappedBuffer(body));
		request.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
		try {
			HttpPostRequestDecoder decoder = new HttpPostRequestDecoder(new DefaultHttpDataFactory(false), request,
					StandardCharsets.UTF_8, MAX_PARTS, UNLIMITED);
			try {
				return collect(decoder.getBodyHttpDatas());
			}
			finally {
				decoder.destroy();
			}
		}
		catch (DecoderException ex) {
			throw new BadRequestException("The multipart body is malformed", ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static FormData collect(List<InterfaceHttpData> parts) throws IOException {
		Map<String, List<String>> fields = new LinkedHashMap<>();
		List<UploadedFile> files = new ArrayList<>();
		for (InterfaceHttpData part : parts) {
			if (part instanceof FileUpload file) {
				files.add(new UploadedFile(file.getName(), file.getFilename(), file.getContentType(), file.get()));
			}
			else if (part instanceof Attribute field) {
				fields.computeIfAbsent(field.getName(), (key) -> new ArrayList<>(1)).add(field.getValue());
			}
		}
		return new FormData(fields, files);
	}

}
