package io.workerman.engine.http.files;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.http.parser.HeaderFields;
import io.workerman.engine.http.parser.HttpDate;

/**
 * What of a file a client gets (RFC 9110, sections 13.2 and 14.2).
 *
 * @param status the status of the answer: 200, 206, 304, 412 or 416
 * @param ranges the parts that are sent
 */
public record FilePlan(int status, List<FileRange> ranges) {

	/**
	 * Send the whole file.
	 * @param version the file
	 * @return the plan
	 */
	public static FilePlan whole(FileVersion version) {
		return new FilePlan(200, List.of(new FileRange(0, version.size())));
	}

	/**
	 * Decide what to send.
	 * @param method the method of the request
	 * @param fields the header of the request
	 * @param version the file
	 * @return the plan
	 */
	public static FilePlan of(String method, HeaderFields fields, FileVersion version) {
		boolean read = method.equals("GET") || method.equals("HEAD");
		if (hasChanged(fields, version)) {
			return new FilePlan(412, List.of());
		}
		if (isKnown(fields, version)) {
			return new FilePlan(read ? 304 : 412, List.of());
		}
		String range = method.equals("GET") ? fields.get("range") : null;
		if (range == null || !isRangeOf(fields.get("if-range"), version)) {
			return whole(version);
		}
		List<FileRange> ranges = FileRange.parse(range, version.size());
		if (ranges == null) {
			return whole(version);
		}
		return new FilePlan(ranges.isEmpty() ? 416 : 206, ranges);
	}

	private static boolean hasChanged(HeaderFields fields, FileVersion version) {
		String match = fields.get("if-match");
		if (match != null) {
			return !lists(match, version, false);
		}
		Long since = HttpDate.parse(fields.get("if-unmodified-since"));
		return since != null && version.lastModifiedSecond() > since;
	}

	private static boolean isKnown(HeaderFields fields, FileVersion version) {
		String match = fields.get("if-none-match");
		if (match != null) {
			return lists(match, version, true);
		}
		Long since = HttpDate.parse(fields.get("if-modified-since"));
		return since != null && version.lastModifiedSecond() <= since;
	}

	private static boolean lists(String etags, FileVersion version, boolean weak) {
		if (etags.equals("*")) {
			return true;
		}
		for (String candidate : etags.split(",")) {
			String etag = candidate.strip();
			if ((weak && etag.startsWith("W/")) ? etag.substring(2).equals(version.etag())
					: etag.equals(version.etag())) {
				return true;
			}
		}
		return false;
	}

	private static boolean isRangeOf(@Nullable String condition, FileVersion version) {
		if (condition == null || condition.equals(version.etag())) {
			return true;
		}
		Long date = HttpDate.parse(condition);
		return date != null && date == version.lastModifiedSecond();
	}

}
