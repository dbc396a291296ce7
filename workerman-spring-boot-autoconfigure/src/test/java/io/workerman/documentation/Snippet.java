package io.workerman.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A block of code in a document.
 *
 * @param document the document
 * @param section the heading that it stands under
 * @param line the line on which its fence stands
 * @param language what the fence says it is
 * @param text the code
 */
record Snippet(Path document, String section, int line, String language, String text) {

	private static final Path DIRECTORY = Path.of("..", "docs");

	static List<Path> documents() {
		try (Stream<Path> files = Files.list(DIRECTORY)) {
			return Stream
				.concat(Stream.of(DIRECTORY.resolve("../README.md").normalize()),
						files.filter((file) -> file.toString().endsWith(".md")).sorted())
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static List<Snippet> all() {
		return documents().stream().flatMap((document) -> of(document).stream()).toList();
	}

	static List<Snippet> of(String document) {
		return of(DIRECTORY.resolve(document));
	}

	private static List<Snippet> of(Path document) {
		List<Snippet> snippets = new ArrayList<>();
		List<String> lines = lines(document);
		String section = "";
		for (int i = 0; i < lines.size(); i++) {
			String line = lines.get(i);
			if (line.startsWith("#")) {
				section = line.replaceFirst("#+ ", "");
			}
			else if (line.startsWith("```")) {
				int end = i + 1 + lines.subList(i + 1, lines.size()).indexOf("```");
				snippets.add(new Snippet(document, section, i + 1, line.substring(3),
						String.join("\n", lines.subList(i + 1, end)) + "\n"));
				i = end;
			}
		}
		return snippets;
	}

	private static List<String> lines(Path document) {
		try {
			return Files.readAllLines(document);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	boolean is(String language) {
		return this.language.equals(language);
	}

	Snippet withText(String text) {
		return new Snippet(this.document, this.section, this.line, this.language, text);
	}

	/**
	 * The file and the line on which a line of the code stands.
	 */
	String location(long line) {
		return this.document.getFileName() + ":" + (this.line + line);
	}

	@Override
	public String toString() {
		return this.document.getFileName() + ":" + this.line;
	}

}
