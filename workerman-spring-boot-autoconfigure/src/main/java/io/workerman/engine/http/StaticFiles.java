package io.workerman.engine.http;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.http.files.FileMatch;
import io.workerman.engine.http.files.FileRoot;
import io.workerman.engine.http.files.FileRoots;

/**
 * Answers requests with the files of roots.
 */
final class StaticFiles {

	private static final String ALLOWED = "GET, HEAD";

	private final FileRoots roots;

	StaticFiles(List<FileRoot> roots) {
		this.roots = new FileRoots(roots);
	}

	/**
	 * Answer a request.
	 * @param request the request
	 * @return the answer, or {@code null} if there is no file for it
	 */
	@Nullable HttpResponse answer(HttpRequest request) {
		boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
		FileMatch match = reads ? this.roots.find(request.host(), request.line().path(), request.fields()) : null;
		if (match instanceof FileMatch.Found found) {
			return file(found);
		}
		if (match instanceof FileMatch.Moved moved) {
			String query = request.queryString();
			return HttpResponse.of(301).header("Location", moved.path() + (query.isEmpty() ? "" : "?" + query));
		}
		if (match instanceof FileMatch.Listed listed) {
			return HttpResponse.ok(listed.html());
		}
		return (match != null) ? HttpResponse.of(400).header("Connection", "close").body("<h1>400 Bad Request</h1>")
				: null;
	}

	private static HttpResponse file(FileMatch.Found found) {
		HttpResponse response = HttpResponse.file(found.file());
		if (found.encoding() != null) {
			response.contentType(found.contentType()).header("Content-Encoding", found.encoding());
		}
		return found.varies() ? response.header("Vary", "Accept-Encoding") : response;
	}

	/**
	 * Answer a request that nobody else answers.
	 * @param request the request
	 * @return the answer
	 */
	static HttpResponse missing(HttpRequest request) {
		return switch (request.method()) {
			case "GET", "HEAD" -> HttpResponse.of(404).body("<h3>404 Not Found</h3>");
			case "OPTIONS" -> HttpResponse.of(204).header("Allow", ALLOWED + ", OPTIONS");
			default -> HttpResponse.problem(405).header("Allow", ALLOWED);
		};
	}

}
