package io.workerman.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Links from one document to another, and to a heading of it.
 */
class DocumentLinkTests {

	private static final Pattern LINK = Pattern.compile("]\\(([^):#\\s]*)(?:#([^)\\s]+))?\\)");

	private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

	@Test
	void linkedHeadingsExist() throws IOException {
		List<String> broken = new ArrayList<>();
		for (Path document : Snippet.documents()) {
			for (MatchResult link : LINK.matcher(Files.readString(document)).results().toList()) {
				Path target = link.group(1).isEmpty() ? document : document.resolveSibling(link.group(1));
				if (!Files.exists(target) || (link.group(2) != null && !anchors(target).contains(link.group(2)))) {
					broken.add(document.getFileName() + ": " + link.group());
				}
			}
		}
		assertThat(broken).isEmpty();
	}

	private static List<String> anchors(Path document) throws IOException {
		return HEADING.matcher(Files.readString(document))
			.results()
			.map((heading) -> heading.group(1)
				.toLowerCase(Locale.ROOT)
				.replaceAll("[^\\p{IsAlphabetic}\\p{IsDigit} _-]", "")
				.replace(' ', '-'))
			.toList();
	}

}
