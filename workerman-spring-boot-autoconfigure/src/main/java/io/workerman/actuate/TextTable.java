package io.workerman.actuate;

import java.util.ArrayList;
import java.util.List;

/**
 * Lines of text whose columns stand below one another. A cell that is longer than its
 * column keeps one space to the next.
 */
final class TextTable {

	private final List<Integer> widths = new ArrayList<>();

	private final StringBuilder text = new StringBuilder();

	TextTable(int... widths) {
		for (int width : widths) {
			this.widths.add(width);
		}
	}

	TextTable row(Object... cells) {
		StringBuilder line = new StringBuilder();
		for (int i = 0; i < cells.length; i++) {
			String cell = cells[i].toString();
			line.append(cell).append(" ".repeat(Math.max(1, this.widths.get(i) - cell.length())));
		}
		this.text.append(line.toString().stripTrailing()).append('\n');
		return this;
	}

	TextTable title(String title, int before, int after) {
		this.text.append("-".repeat(before)).append(title).append("-".repeat(after)).append('\n');
		return this;
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

}
