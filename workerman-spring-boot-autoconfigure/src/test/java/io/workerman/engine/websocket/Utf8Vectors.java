package io.workerman.engine.websocket;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Byte sequences at the borders of what is UTF-8.
 */
final class Utf8Vectors {

	private static final List<String> VALID = List.of("", "CEBAE1BDB9CF83CEBCCEB5", "00", "C280", "E0A080", "F0908080",
			"7F", "DFBF", "EFBFBF", "F48FBFBF", "ED9FBF", "EE8080", "EFBFBD", "EFBFBE", "F09FBFBE", "F09FBFBF",
			"F0AFBFBE", "F0BFBFBF", "F18FBFBE", "F2BFBFBF", "F3AFBFBE", "F48FBFBE", "EFBBBF", "F09D849E",
			"61C3A4E282AC");

	private static final List<String> INVALID = List.of(
			// text around a surrogate
			"CEBAE1BDB9CF83CEBCCEB5EDA080656469746564",
			// too long, or above the last character
			"F888808080", "FC8480808080", "F7BFBFBF", "FBBFBFBFBF", "FDBFBFBFBFBF", "F4908080",
			// continuations of nothing
			"80", "BF", "80BF", "80BF80", "80BF80BF", "80BF80BF80", "80BF80BF80BF", "6180",
			// beginnings of nothing
			"C020C120C220", "E020EF20", "F020F720", "F820FB20", "FC20FD20", "C3", "61C3",
			// incomplete, alone and one behind another
			"C2", "E080", "E0A0", "F08080", "F09080", "F8808080", "FC80808080", "DF", "EFBF", "F7BFBF", "FBBFBFBF",
			"FDBFBFBFBF", "C2E0A0F09080", "E282", "E28261", "F09D84",
			// impossible bytes
			"FE", "FF", "FEFEFFFF",
			// overlong forms
			"C0AF", "E080AF", "F08080AF", "F8808080AF", "FC80808080AF", "C1BF", "E09FBF", "F08FBFBF", "F887BFBFBF",
			"FC83BFBFBFBF", "C080", "E08080", "F0808080", "F880808080", "FC8080808080",
			// surrogates, alone and in pairs
			"EDA080", "EDADBF", "EDAE80", "EDAFBF", "EDB080", "EDBE80", "EDBFBF", "EDA080EDB080", "EDA080EDBFBF",
			"EDADBFEDB080", "EDADBFEDBFBF", "EDAE80EDB080", "EDAE80EDBFBF", "EDAFBFEDB080", "EDAFBFEDBFBF");

	private Utf8Vectors() {
	}

	static List<byte[]> valid() {
		return parse(VALID);
	}

	static List<byte[]> invalid() {
		return parse(INVALID);
	}

	private static List<byte[]> parse(List<String> vectors) {
		List<byte[]> parsed = new ArrayList<>();
		vectors.forEach((vector) -> parsed.add(HexFormat.of().parseHex(vector)));
		return parsed;
	}

}
