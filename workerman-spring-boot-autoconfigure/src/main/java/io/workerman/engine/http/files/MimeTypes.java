package io.workerman.engine.http.files;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * The content types of files, by extension.
 */
public final class MimeTypes {

	/**
	 * The content type of what is not known.
	 */
	public static final String UNKNOWN = "application/octet-stream";

	private static final Map<String, String> TYPES = Map.ofEntries(Map.entry("html", "text/html;charset=utf-8"),
			Map.entry("htm", "text/html;charset=utf-8"), Map.entry("css", "text/css;charset=utf-8"),
			Map.entry("js", "text/javascript;charset=utf-8"), Map.entry("mjs", "text/javascript;charset=utf-8"),
			Map.entry("txt", "text/plain;charset=utf-8"), Map.entry("md", "text/markdown;charset=utf-8"),
			Map.entry("csv", "text/csv;charset=utf-8"), Map.entry("ics", "text/calendar;charset=utf-8"),
			Map.entry("vtt", "text/vtt;charset=utf-8"), Map.entry("json", "application/json"),
			Map.entry("map", "application/json"), Map.entry("jsonld", "application/ld+json"),
			Map.entry("webmanifest", "application/manifest+json"), Map.entry("xml", "application/xml"),
			Map.entry("xhtml", "application/xhtml+xml"), Map.entry("atom", "application/atom+xml"),
			Map.entry("rss", "application/rss+xml"), Map.entry("pdf", "application/pdf"),
			Map.entry("wasm", "application/wasm"), Map.entry("zip", "application/zip"),
			Map.entry("gz", "application/gzip"), Map.entry("tar", "application/x-tar"),
			Map.entry("7z", "application/x-7z-compressed"), Map.entry("rtf", "application/rtf"),
			Map.entry("png", "image/png"), Map.entry("jpg", "image/jpeg"), Map.entry("jpeg", "image/jpeg"),
			Map.entry("gif", "image/gif"), Map.entry("webp", "image/webp"), Map.entry("avif", "image/avif"),
			Map.entry("svg", "image/svg+xml"), Map.entry("ico", "image/x-icon"), Map.entry("bmp", "image/bmp"),
			Map.entry("tif", "image/tiff"), Map.entry("tiff", "image/tiff"), Map.entry("mp3", "audio/mpeg"),
			Map.entry("m4a", "audio/mp4"), Map.entry("ogg", "audio/ogg"), Map.entry("wav", "audio/wav"),
			Map.entry("flac", "audio/flac"), Map.entry("mp4", "video/mp4"), Map.entry("m4v", "video/mp4"),
			Map.entry("webm", "video/webm"), Map.entry("ogv", "video/ogg"), Map.entry("mov", "video/quicktime"),
			Map.entry("woff", "font/woff"), Map.entry("woff2", "font/woff2"), Map.entry("ttf", "font/ttf"),
			Map.entry("otf", "font/otf"));

	private MimeTypes() {
	}

	/**
	 * Whether files of a type become much smaller when they are compressed.
	 * @param contentType the content type
	 * @return whether they do
	 */
	static boolean isCompressible(String contentType) {
		return contentType.startsWith("text/") || contentType.endsWith("json") || contentType.endsWith("xml")
				|| contentType.equals("application/wasm");
	}

	/**
	 * The content type of a file.
	 * @param file the file
	 * @return the content type that its extension stands for
	 */
	public static String of(Path file) {
		String name = String.valueOf(file.getFileName());
		String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
		return TYPES.getOrDefault(extension, UNKNOWN);
	}

}
