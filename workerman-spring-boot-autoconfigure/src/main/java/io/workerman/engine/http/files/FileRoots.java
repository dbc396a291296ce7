package io.workerman.engine.http.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.http.parser.HeaderFields;
import io.workerman.engine.http.parser.HttpGrammar;

/**
 * Finds files in directories. Names that begin with a dot are hidden, except
 * {@code .well-known}. No path leads out of a root, neither by its names nor by a
 * symbolic link.
 */
public final class FileRoots {

	private static final List<String> ENCODINGS = List.of("br", "gzip");

	/**
	 * Those of each host, the ones with the longest prefixes first.
	 */
	private final Map<String, List<FileRoot>> byHost;

	private final List<FileRoot> ofOthers;

	/**
	 * Create roots.
	 * @param roots the roots; where several fit the one with the longest prefix does, and
	 * a host that none has gets the first
	 */
	public FileRoots(List<FileRoot> roots) {
		this.byHost = roots.stream()
			.sorted(Comparator.comparingInt((FileRoot root) -> root.prefix().length()).reversed())
			.collect(Collectors.groupingBy(FileRoot::host));
		String others = (roots.isEmpty() || this.byHost.containsKey("")) ? "" : roots.get(0).host();
		this.ofOthers = this.byHost.getOrDefault(others, List.of());
	}

	/**
	 * Find what a path stands for.
	 * @param host the host of the request, which may have a port
	 * @param path the path of the request as it came
	 * @param fields the header of the request
	 * @return what was found, or {@code null} for nothing
	 */
	public @Nullable FileMatch find(String host, String path, HeaderFields fields) {
		FileRoot root = root(withoutPort(host), path);
		if (root == null) {
			return null;
		}
		List<String> names = names(path.substring(Math.min(path.length(), root.prefix().length())));
		if (names == null) {
			return new FileMatch.Escaped();
		}
		try {
			FileMatch match = find(root, path, names, fields);
			return (match == null && root.spaFallback() && isPage(names, fields))
					? index(root, root.directory(), fields) : match;
		}
		catch (IOException | InvalidPathException ex) {
			return null;
		}
	}

	private static @Nullable FileMatch find(FileRoot root, String path, List<String> names, HeaderFields fields)
			throws IOException {
		Path file = root.directory();
		for (String name : names) {
			if (name.startsWith(".") && !name.equals(".well-known")) {
				return null;
			}
			file = file.resolve(name);
		}
		if (!Files.exists(file) || !file.toRealPath().startsWith(root.directory().toRealPath())) {
			return null;
		}
		if (!Files.isDirectory(file)) {
			return path.endsWith("/") ? null : found(file, fields);
		}
		FileMatch index = index(root, file, fields);
		if (index == null && !root.listing()) {
			return null;
		}
		if (!path.endsWith("/")) {
			return new FileMatch.Moved("/" + path.replaceFirst("^/+", "") + "/");
		}
		return (index != null) ? index : new FileMatch.Listed(list(path, file));
	}

	private @Nullable FileRoot root(String host, String path) {
		for (FileRoot root : this.byHost.getOrDefault(host, this.ofOthers)) {
			String prefix = root.prefix();
			if (path.startsWith(prefix) || (path.length() == prefix.length() - 1 && prefix.startsWith(path))) {
				return root;
			}
		}
		return null;
	}

	private static String withoutPort(String host) {
		int colon = host.lastIndexOf(':');
		boolean port = colon >= 0 && colon > host.lastIndexOf(']');
		return (port ? host.substring(0, colon) : host).toLowerCase(Locale.ROOT);
	}

	/**
	 * The names in a path, decoded once.
	 * @return the names, or {@code null} if one of them could lead elsewhere
	 */
	private static @Nullable List<String> names(String path) {
		List<String> names = new ArrayList<>();
		for (String part : path.split("/")) {
			String name = HttpGrammar.decode(part, false);
			if (name.equals(".") || name.equals("..")
					|| name.chars().anyMatch((value) -> value == '/' || value == '\\' || value < ' ')) {
				return null;
			}
			if (!name.isEmpty()) {
				names.add(name);
			}
		}
		return names;
	}

	private static boolean isPage(List<String> names, HeaderFields fields) {
		String accept = fields.get("accept");
		boolean file = !names.isEmpty() && names.get(names.size() - 1).indexOf('.') >= 0;
		return !file && accept != null && accept.contains("text/html");
	}

	private static @Nullable FileMatch index(FileRoot root, Path directory, HeaderFields fields) throws IOException {
		for (String name : root.index()) {
			Path file = directory.resolve(name);
			if (Files.isRegularFile(file) && file.toRealPath().startsWith(root.directory().toRealPath())) {
				return found(file, fields);
			}
		}
		return null;
	}

	private static FileMatch found(Path file, HeaderFields fields) {
		String contentType = MimeTypes.of(file);
		if (!MimeTypes.isCompressible(contentType)) {
			return new FileMatch.Found(file, contentType, null, false);
		}
		boolean varies = false;
		for (String encoding : ENCODINGS) {
			String extension = encoding.equals("gzip") ? ".gz" : "." + encoding;
			Path compressed = file.resolveSibling(file.getFileName() + extension);
			if (Files.isRegularFile(compressed, LinkOption.NOFOLLOW_LINKS)) {
				varies = true;
				if (fields.get("range") == null && fields.allows("accept-encoding", encoding)) {
					return new FileMatch.Found(compressed, contentType, encoding, true);
				}
			}
		}
		return new FileMatch.Found(file, contentType, null, varies);
	}

	private static String list(String path, Path directory) throws IOException {
		StringBuilder html = new StringBuilder("<!DOCTYPE html><meta charset=\"utf-8\"><title>");
		String title = escape(HttpGrammar.decode(path, false));
		html.append(title).append("</title><h1>").append(title).append("</h1><ul>");
		if (!path.equals("/")) {
			html.append("<li><a href=\"../\">../</a>");
		}
		try (Stream<Path> files = Files.list(directory)) {
			files.filter((file) -> !file.getFileName().toString().startsWith(".")).sorted().forEach((file) -> {
				String name = file.getFileName() + (Files.isDirectory(file) ? "/" : "");
				html.append("<li><a href=\"./")
					.append(escape(HttpGrammar.encodePath(name)))
					.append("\">")
					.append(escape(name))
					.append("</a>");
			});
		}
		return html.append("</ul>").toString();
	}

	private static String escape(String text) {
		return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
	}

}
