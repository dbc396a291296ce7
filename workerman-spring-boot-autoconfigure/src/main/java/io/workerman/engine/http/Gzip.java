package io.workerman.engine.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Compresses responses. Used by several threads.
 */
final class Gzip {

	private final int minSize;

	private final List<String> types;

	Gzip(HttpOptions.Compression rule) {
		this.minSize = rule.minSize();
		this.types = rule.types().stream().map((type) -> type.toLowerCase(Locale.ROOT)).toList();
	}

	/**
	 * Whether a response is compressed for clients that take that.
	 * @param response the response
	 * @param contentType its content type, or {@code null} if it has none
	 * @param size the size of its body in bytes
	 * @return whether it is
	 */
	boolean covers(HttpResponse response, @Nullable String contentType, long size) {
		if (contentType == null || size < this.minSize || response.status() == 206
				|| response.header("content-encoding") != null || response.header("content-range") != null) {
			return false;
		}
		String cacheControl = response.header("cache-control");
		return isText(contentType) && (cacheControl == null || !cacheControl.contains("no-transform"));
	}

	private boolean isText(String contentType) {
		int end = contentType.indexOf(';');
		String type = ((end >= 0) ? contentType.substring(0, end) : contentType).strip().toLowerCase(Locale.ROOT);
		for (String pattern : this.types) {
			boolean all = pattern.endsWith("/*");
			if (all ? type.startsWith(pattern.substring(0, pattern.length() - 1)) : type.equals(pattern)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Compress a body.
	 * @param body the body
	 * @return the compressed body, on the heap
	 */
	ByteBuf compress(ByteBuf body) {
		ByteBuf compressed = Unpooled.buffer(Math.max(256, body.readableBytes() / 4));
		try (GZIPOutputStream out = new GZIPOutputStream(new ByteBufOutputStream(compressed))) {
			body.getBytes(body.readerIndex(), out, body.readableBytes());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return compressed;
	}

	/**
	 * The headers of a compressed response.
	 * @param response the response as it would be without compression
	 * @param compressed whether it is compressed, and not only could be
	 * @return a copy
	 */
	static HttpResponse describe(HttpResponse response, boolean compressed) {
		HttpResponse copy = response.copy(response.status()).append("Vary", "Accept-Encoding");
		if (compressed) {
			copy.header("Content-Encoding", "gzip");
			String etag = response.header("etag");
			if (etag != null && !etag.startsWith("W/")) {
				copy.header("ETag", "W/" + etag);
			}
		}
		return copy;
	}

}
