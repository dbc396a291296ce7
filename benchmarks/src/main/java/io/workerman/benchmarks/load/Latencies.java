package io.workerman.benchmarks.load;

import java.util.Arrays;

/**
 * Counts durations in classes that are less than 1 % wide.
 */
final class Latencies {

	private static final int BITS = 7;

	private final long[] counts = new long[(Long.SIZE - BITS) << BITS];

	private long total;

	void clear() {
		Arrays.fill(this.counts, 0);
		this.total = 0;
	}

	void add(long nanos) {
		this.counts[index(Math.max(nanos, 0))]++;
		this.total++;
	}

	private static int index(long nanos) {
		int shift = Math.max(0, Long.SIZE - BITS - 1 - Long.numberOfLeadingZeros(nanos));
		return (shift << BITS) + (int) (nanos >>> shift);
	}

	/**
	 * The duration that a part of all are not longer than.
	 * @param part the part, 1 for all
	 * @return the duration in microseconds
	 */
	double micros(double part) {
		long wanted = (long) Math.ceil(this.total * part);
		long seen = 0;
		for (int i = 0; i < this.counts.length; i++) {
			seen += this.counts[i];
			if (seen >= wanted && seen > 0) {
				int shift = Math.max(0, (i >> BITS) - 1);
				return ((long) (i - (shift << BITS)) << shift) / 1000.0;
			}
		}
		return 0;
	}

}
