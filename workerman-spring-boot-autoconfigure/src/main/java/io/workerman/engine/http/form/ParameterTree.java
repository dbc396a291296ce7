package io.workerman.engine.http.form;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Parameters whose names have brackets, as maps and lists: {@code a[b]=1} is the entry
 * {@code b} of the map {@code a}, {@code c[]=1} adds to the list {@code c}.
 */
public final class ParameterTree {

	/**
	 * Brackets below this depth are a part of the name.
	 */
	private static final int MAX_DEPTH = 16;

	private final Map<String, Object> root = new LinkedHashMap<>();

	private ParameterTree() {
	}

	/**
	 * Make a tree.
	 * @param parameters the values by name
	 * @return strings, maps and lists by name; of several values for one place the last
	 */
	public static Map<String, Object> of(Map<String, List<String>> parameters) {
		ParameterTree tree = new ParameterTree();
		parameters.forEach((name, values) -> values.forEach((value) -> tree.put(name, value)));
		tree.root.replaceAll((name, node) -> withLists(node));
		return tree.root;
	}

	private void put(String name, String value) {
		List<String> path = path(name);
		Map<String, Object> node = this.root;
		for (int i = 0; i < path.size() - 1; i++) {
			node = child(node, key(path.get(i), node));
		}
		node.put(key(path.get(path.size() - 1), node), value);
	}

	private static String key(String part, Map<String, Object> node) {
		return part.isEmpty() ? String.valueOf(node.size()) : part;
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> child(Map<String, Object> node, String key) {
		Object child = node.get(key);
		if (!(child instanceof Map<?, ?>)) {
			child = new LinkedHashMap<String, Object>();
			node.put(key, child);
		}
		return (Map<String, Object>) child;
	}

	private static List<String> path(String name) {
		int open = name.indexOf('[');
		if (open <= 0 || !name.endsWith("]")) {
			return List.of(name);
		}
		List<String> path = new ArrayList<>();
		path.add(name.substring(0, open));
		while (open < name.length()) {
			int close = name.indexOf(']', open);
			if (name.charAt(open) != '[' || path.size() > MAX_DEPTH) {
				return List.of(name);
			}
			path.add(name.substring(open + 1, close));
			open = close + 1;
		}
		return path;
	}

	/**
	 * A map whose keys are 0, 1, 2 and so on is a list.
	 */
	private static Object withLists(Object node) {
		if (!(node instanceof Map<?, ?> map)) {
			return node;
		}
		Map<String, Object> copy = new LinkedHashMap<>();
		map.forEach((key, child) -> copy.put(String.valueOf(key), withLists(child)));
		List<Object> list = list(copy);
		return (list != null) ? list : copy;
	}

	private static @Nullable List<Object> list(Map<String, Object> map) {
		int index = 0;
		for (String key : map.keySet()) {
			if (!key.equals(String.valueOf(index++))) {
				return null;
			}
		}
		return new ArrayList<>(map.values());
	}

}
