package io.workerman.benchmarks.runner;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

import io.workerman.benchmarks.runner.Measured.Round;

/**
 * Draws what one message costs, compared with usual Netty: shorter bars are better. It is
 * readable on light and on dark pages.
 */
final class Chart {

	private static final int LEFT = 150;

	private static final int WIDTH = 720;

	private static final int BAR = 12;

	private static final int HEAD = 26;

	private static final double MOST = 2.5;

	private static final String STYLE = """
			<style>
			text { font: 12px sans-serif; fill: #24292f }
			.work { font-weight: bold }
			.line { stroke: #8c959f; stroke-dasharray: 3 3 }
			.own { fill: #1a7f37 }
			.peer { fill: #8c959f }
			@media (prefers-color-scheme: dark) {
			text { fill: #e6edf3 }
			.own { fill: #3fb950 }
			.peer { fill: #6e7681 }
			}
			</style>
			""";

	private final List<Measured> all;

	private final StringBuilder out = new StringBuilder();

	private int y = HEAD * 2;

	Chart(List<Measured> all) {
		this.all = all;
	}

	String svg() {
		this.all.stream().map(Measured::work).distinct().filter((work) -> !work.isPaced()).forEach(this::draw);
		int one = x(1);
		return """
				<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d">
				%s<text x="8" y="18">Processor time of the server for each message, and memory of an idle connection: \
				usual Netty = 1, less is better</text>
				<line class="line" x1="%d" y1="28" x2="%d" y2="%d"/>
				%s</svg>
				""".formatted(WIDTH, this.y + 8, WIDTH, this.y + 8, STYLE, one, one, this.y, this.out);
	}

	private void draw(Work work) {
		ToDoubleFunction<Round> figure = work.isIdle() ? Round::memory : Round::cpu;
		this.out.append("<text class=\"work\" x=\"8\" y=\"%d\">%s</text>%n".formatted(this.y, work.title()));
		this.y += 6;
		for (Measured measured : this.all) {
			if (measured.work().equals(work) && !measured.server().equals(Work.BASELINE)) {
				bar(measured.server(), measured.ratio(figure));
			}
		}
		this.y += HEAD;
	}

	private void bar(String server, double ratio) {
		boolean own = !Results.PEERS.contains(server);
		String title = Results.title(server).replace("*", "");
		int end = x(Math.min(ratio, MOST));
		this.out.append(String.format(Locale.ROOT, """
				<text x="%d" y="%d" text-anchor="end">%s</text>
				<rect class="%s" x="%d" y="%d" width="%d" height="%d"/>
				<text x="%d" y="%d">%.2f%s</text>
				""", LEFT - 6, this.y + BAR - 1, title, own ? "own" : "peer", LEFT, this.y, Math.max(1, end - LEFT),
				BAR, end + 5, this.y + BAR - 1, ratio, (ratio > MOST) ? " →" : ""));
		this.y += BAR + 4;
	}

	private static int x(double ratio) {
		return (int) Math.round(LEFT + ratio / MOST * (WIDTH - LEFT - 60));
	}

}
