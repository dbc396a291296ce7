package io.workerman.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares the table of semantics in the documentation with the tests that show them.
 */
class SemanticsTableTests {

	private static final Pattern ROW = Pattern.compile("(?m)^\\| ([A-Z]{1,2}-?\\d+) \\| ([^|]+) \\| ([^|]+) \\|$");

	private static final Pattern DISPLAY_NAME = Pattern.compile("@DisplayName\\(([^)]*(?:\\)[^)\\n]*)*?)\\)\\s*\\n");

	private static final Pattern ID = Pattern.compile("\\b[A-Z]{1,2}-?\\d+\\b");

	private static final Pattern VERDICT = Pattern.compile("(same|better|not applicable)\\b.*");

	private static Map<String, String> verdicts() throws IOException {
		Map<String, String> verdicts = new LinkedHashMap<>();
		for (MatchResult row : ROW.matcher(Files.readString(Path.of("../docs/semantics.md"))).results().toList()) {
			assertThat(verdicts.put(row.group(1), row.group(3))).as("the second row " + row.group(1)).isNull();
		}
		return verdicts;
	}

	private static Set<String> tested() throws IOException {
		Set<String> tested = new TreeSet<>();
		List<Path> sources;
		try (Stream<Path> files = Files.walk(Path.of("src/test/java"));
				Stream<Path> sample = Files.walk(Path.of("../sample-app/src/test/java"))) {
			sources = Stream.concat(files, sample).filter((file) -> file.toString().endsWith("Tests.java")).toList();
		}
		for (Path source : sources) {
			DISPLAY_NAME.matcher(Files.readString(source))
				.results()
				.flatMap((name) -> ID.matcher(name.group(1)).results())
				.forEach((id) -> tested.add(id.group()));
		}
		return tested;
	}

	@Test
	void tableWhenReadHasEachRowOnce() throws IOException {
		List<String> expected = new ArrayList<>();
		add(expected, "W-", 1, 13, 20, 33, 40, 55, 60, 69);
		add(expected, "C-", 1, 8, 10, 11, 20, 38);
		add(expected, "P-", 1, 11, 20, 31, 50, 50, 60, 61);
		add(expected, "A-", 1, 10);
		add(expected, "T-", 1, 9);
		add(expected, "X-", 1, 8, 10, 18);
		expected.addAll(List.of("B-03", "B-04", "B-05", "FM-01"));
		add(expected, "B-", 11, 19, 40, 47, 52, 63, 70, 73);
		expected.addAll(List.of("F-01", "F-02", "F-03", "F-05", "F-06"));
		add(expected, "S-", 1, 15, 20, 35, 40, 51, 60, 71);
		add(expected, "CH-", 1, 9);
		add(expected, "GD-", 1, 7);
		expected.addAll(List.of("D2", "D3", "D4", "D5", "D6", "D7", "D8", "D11", "D12", "D14", "D17", "D18", "D19",
				"D20", "D21"));
		assertThat(verdicts().keySet()).containsExactlyElementsOf(expected);
	}

	private static void add(List<String> ids, String letter, int... bounds) {
		for (int i = 0; i < bounds.length; i += 2) {
			IntStream.rangeClosed(bounds[i], bounds[i + 1]).forEach((number) -> ids.add(letter + twoDigits(number)));
		}
	}

	private static String twoDigits(int number) {
		return (number < 10) ? "0" + number : String.valueOf(number);
	}

	@Test
	void rowWhenReadHasAVerdict() throws IOException {
		assertThat(verdicts()).allSatisfy((id, verdict) -> assertThat(verdict).as(id).matches(VERDICT));
	}

	@Test
	void rowWhenPromisedHasATest() throws IOException {
		Set<String> promised = new TreeSet<>();
		verdicts().forEach((id, verdict) -> {
			if (!verdict.startsWith("not applicable")) {
				promised.add(id);
			}
		});
		assertThat(tested()).containsAll(promised);
	}

}
