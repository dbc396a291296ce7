package io.workerman.status;

import java.util.ArrayList;
import java.util.List;

/**
 * Lines of text whose columns stand below one another. A cell that is longer than its
 * column keeps one space to the next.
 */
public final class TextTable {

	private final List<Integer> widths = new ArrayList<>();

	private final StringBuilder text = new StringBuilder();

	/**
	 * Create a table.
	 * @param widths the widths of its columns, of which the last is as wide as its cells
	 */
	public TextTable(int... widths) {
		for (int width : widths) {
			this.widths.add(width);
		}
	}

	/**
	 * The width of a column with cells of unknown length.
	 * @param header the header of the column
	 * @param cells the cells
	 * @return the width, with a space to the next column
	 */
	public static int width(String header, List<String> cells) {
		return 1 + cells.stream().mapToInt(String::length).reduce(header.length(), Math::max);
	}

	/**
	 * Add a line.
	 * @param cells its cells
	 * @return this table
	 */
	public TextTable row(Object... cells) {
		StringBuilder line = new StringBuilder();
		for (int i = 0; i < cells.length; i++) {
			String cell = cells[i].toString();
			line.append(cell).append(" ".repeat(Math.max(1, this.widths.get(i) - cell.length())));
		}
		this.text.append(line.toString().stripTrailing()).append('\n');
		return this;
	}

	/**
	 * Add a line with a title in the middle of dashes.
	 * @param title the title
	 * @param before the dashes before it
	 * @param after the dashes behind it
	 * @return this table
	 */
	public TextTable title(String title, int before, int after) {
		this.text.append("-".repeat(before)).append(title).append("-".repeat(after)).append('\n');
		return this;
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

}
