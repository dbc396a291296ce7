package io.workerman.benchmarks.load;

import java.util.Locale;

/**
 * What was measured.
 *
 * @param units how many messages, connections or deliveries there were
 * @param nanos in how much time
 * @param serverNanos how much processor time the server used
 * @param ownNanos how much processor time the load generator used
 * @param median the median of the latencies in microseconds, if they were measured
 * @param p99 what 99 % of them were not longer than
 * @param p999 what 99.9 % of them were not longer than
 */
public record Report(long units, long nanos, long serverNanos, long ownNanos, double median, double p99, double p999) {

	Report with(Latencies latencies) {
		return new Report(this.units, this.nanos, this.serverNanos, this.ownNanos, latencies.micros(0.5),
				latencies.micros(0.99), latencies.micros(0.999));
	}

	/**
	 * How many there were in a second.
	 * @return the rate
	 */
	public double rate() {
		return this.units * 1e9 / this.nanos;
	}

	/**
	 * How much processor time of the server each of them took.
	 * @return the time in microseconds
	 */
	public double serverMicros() {
		return (this.units > 0) ? this.serverNanos / 1e3 / this.units : 0;
	}

	/**
	 * How busy the server was.
	 * @return the part of the time, 1 for one processor
	 */
	public double serverLoad() {
		return (double) this.serverNanos / this.nanos;
	}

	/**
	 * How busy the load generator was.
	 * @return the part of the time, 1 for one processor
	 */
	public double ownLoad() {
		return (double) this.ownNanos / this.nanos;
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT, "%d %d %d %d %.1f %.1f %.1f", this.units, this.nanos, this.serverNanos,
				this.ownNanos, this.median, this.p99, this.p999);
	}

	/**
	 * Read a report.
	 * @param line what {@link #toString()} has written
	 * @return the report
	 */
	public static Report parse(String line) {
		String[] fields = line.split(" ");
		return new Report(Long.parseLong(fields[0]), Long.parseLong(fields[1]), Long.parseLong(fields[2]),
				Long.parseLong(fields[3]), Double.parseDouble(fields[4]), Double.parseDouble(fields[5]),
				Double.parseDouble(fields[6]));
	}

}
