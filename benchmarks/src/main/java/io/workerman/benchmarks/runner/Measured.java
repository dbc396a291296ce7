package io.workerman.benchmarks.runner;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

import io.workerman.benchmarks.load.Report;

/**
 * What came out for one server at one work.
 *
 * @param work the work
 * @param server the server
 * @param rounds what was measured in each round
 * @param baseline what was measured in the same rounds for the server that all are
 * compared with
 * @param noisy whether the machine was busy with something else in some rounds
 */
record Measured(Work work, String server, List<Round> rounds, List<Round> baseline, boolean noisy) {

	/**
	 * The median over the rounds.
	 * @param figure what to look at
	 * @return the median
	 */
	double median(ToDoubleFunction<Round> figure) {
		return middle(this.rounds.stream().mapToDouble(figure).sorted().toArray());
	}

	/**
	 * The median of the ratios to the baseline, round by round.
	 * @param figure what to compare
	 * @return the median
	 */
	double ratio(ToDoubleFunction<Round> figure) {
		double[] ratios = new double[this.rounds.size()];
		for (int i = 0; i < ratios.length; i++) {
			ratios[i] = figure.applyAsDouble(this.rounds.get(i)) / figure.applyAsDouble(this.baseline.get(i));
		}
		Arrays.sort(ratios);
		return middle(ratios);
	}

	/**
	 * The median of numbers.
	 */
	static double middleOf(double... numbers) {
		double[] sorted = numbers.clone();
		Arrays.sort(sorted);
		return middle(sorted);
	}

	private static double middle(double[] sorted) {
		int half = sorted.length / 2;
		return (sorted.length % 2 == 1) ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
	}

	/**
	 * One round of one server.
	 *
	 * @param report what the load generator says
	 * @param memory the memory of a connection in bytes, if that was measured
	 * @param resident the memory of the process in bytes
	 */
	record Round(Report report, double memory, long resident) {

		double rate() {
			return this.report.rate();
		}

		double cpu() {
			return this.report.serverMicros();
		}

		double p99() {
			return this.report.p99();
		}

		double p999() {
			return this.report.p999();
		}

	}

}
