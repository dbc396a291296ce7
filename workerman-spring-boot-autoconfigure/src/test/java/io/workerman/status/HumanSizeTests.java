package io.workerman.status;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HumanSize}.
 */
class HumanSizeTests {

	@ParameterizedTest
	@CsvSource({ "0,0B", "528,528B", "1024,1024B", "9216,9KB", "12595,12.3KB", "2359296,2.3MB", "5368709120,5GB",
			"1125899906842624,1024TB" })
	void sizeHasTheLargestUnitItFills(long bytes, String text) {
		assertThat(HumanSize.of(bytes)).isEqualTo(text);
	}

}
