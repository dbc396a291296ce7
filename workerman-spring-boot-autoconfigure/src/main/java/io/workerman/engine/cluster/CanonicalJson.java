package io.workerman.engine.cluster;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * JSON text in which the members of objects are in the order of their names, so that
 * equal values have equal texts. It reads what a JSON library has written.
 */
final class CanonicalJson {

	private final String text;

	private int position;

	private CanonicalJson(String text) {
		this.text = text;
	}

	static String of(String text) {
		return (text.indexOf('{') < 0) ? text : new CanonicalJson(text).value();
	}

	private String value() {
		skipSpace();
		return switch (this.text.charAt(this.position)) {
			case '{' -> object();
			case '[' -> array();
			case '"' -> string();
			default -> scalar();
		};
	}

	private String object() {
		Map<String, String> members = new TreeMap<>();
		this.position++;
		skipSpace();
		while (this.text.charAt(this.position) != '}') {
			String name = string();
			skipSpace();
			this.position++;
			members.put(name, value());
			skipComma();
		}
		this.position++;
		return members.entrySet()
			.stream()
			.map((member) -> member.getKey() + ":" + member.getValue())
			.collect(Collectors.joining(",", "{", "}"));
	}

	private String array() {
		StringBuilder array = new StringBuilder("[");
		this.position++;
		skipSpace();
		while (this.text.charAt(this.position) != ']') {
			array.append((array.length() > 1) ? "," : "").append(value());
			skipComma();
		}
		this.position++;
		return array.append(']').toString();
	}

	private void skipComma() {
		skipSpace();
		if (this.text.charAt(this.position) == ',') {
			this.position++;
			skipSpace();
		}
	}

	private void skipSpace() {
		while (Character.isWhitespace(this.text.charAt(this.position))) {
			this.position++;
		}
	}

	private String string() {
		int start = this.position++;
		while (this.text.charAt(this.position) != '"') {
			this.position += (this.text.charAt(this.position) == '\\') ? 2 : 1;
		}
		return this.text.substring(start, ++this.position);
	}

	private String scalar() {
		int start = this.position;
		while (this.position < this.text.length() && ",]} \r\n\t".indexOf(this.text.charAt(this.position)) < 0) {
			this.position++;
		}
		return this.text.substring(start, this.position);
	}

}
