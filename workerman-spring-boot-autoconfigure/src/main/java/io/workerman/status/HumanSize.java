package io.workerman.status;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A number of bytes in the largest unit that it fills, with one decimal where there is
 * one: {@code 528B}, {@code 9KB}, {@code 12.3KB}.
 */
final class HumanSize {

	private static final String[] UNITS = { "B", "KB", "MB", "GB", "TB" };

	private static final int STEP = 1024;

	private HumanSize() {
	}

	static String of(long bytes) {
		int unit = 0;
		double size = bytes;
		while (size > STEP && unit < UNITS.length - 1) {
			size /= STEP;
			unit++;
		}
		BigDecimal rounded = BigDecimal.valueOf(size).setScale(1, RoundingMode.HALF_UP).stripTrailingZeros();
		return rounded.toPlainString() + UNITS[unit];
	}

}
