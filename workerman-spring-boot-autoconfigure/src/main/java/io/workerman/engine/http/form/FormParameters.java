package io.workerman.engine.http.form;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.http.parser.HttpGrammar;

/**
 * Reads the parameters of a query string or form.
 */
public final class FormParameters {

	/**
	 * More parameters than this are ignored, so that a small body cannot become a large
	 * map.
	 */
	private static final int MAX_PARAMETERS = 1000;

	private FormParameters() {
	}

	/**
	 * Decode parameters.
	 * @param encoded the encoded parameters
	 * @return all values by name, in the order in which they came
	 */
	public static Map<String, List<String>> decode(String encoded) {
		Map<String, List<String>> parameters = new LinkedHashMap<>();
		int start = 0;
		for (int count = 0; start < encoded.length() && count < MAX_PARAMETERS; count++) {
			int end = encoded.indexOf('&', start);
			end = (end >= 0) ? end : encoded.length();
			if (end > start) {
				add(encoded.substring(start, end), parameters);
			}
			start = end + 1;
		}
		return parameters;
	}

	/**
	 * The first value of a name.
	 * @param parameters all values by name
	 * @param name the name
	 * @return the value, or {@code null} if there is none
	 */
	public static @Nullable String first(Map<String, List<String>> parameters, String name) {
		List<String> values = parameters.get(name);
		return (values != null) ? values.get(0) : null;
	}

	private static void add(String pair, Map<String, List<String>> parameters) {
		int equals = pair.indexOf('=');
		String name = HttpGrammar.decode((equals >= 0) ? pair.substring(0, equals) : pair, true);
		String value = (equals >= 0) ? HttpGrammar.decode(pair.substring(equals + 1), true) : "";
		parameters.computeIfAbsent(name, (key) -> new ArrayList<>(1)).add(value);
	}

}
