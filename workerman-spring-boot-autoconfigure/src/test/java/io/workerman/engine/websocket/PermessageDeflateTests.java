package io.workerman.engine.websocket;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which offers of permessage-deflate are accepted (RFC 7692, section 7.1).
 */
class PermessageDeflateTests {

	private static final String PLAIN = "permessage-deflate";

	private static final String RESET = PLAIN + "; server_no_context_takeover; client_no_context_takeover";

	@Test
	@DisplayName("B-45 an offer is answered with what was agreed")
	void offerWhenTakeoverIsWantedIsAnswered() {
		assertThat(answer(PLAIN, true)).isEqualTo(PLAIN);
		assertThat(answer("x-webkit-deflate-frame, " + PLAIN + "; client_max_window_bits", true)).isEqualTo(PLAIN);
		assertThat(answer(PLAIN + ";server_max_window_bits=\"15\"", true))
			.isEqualTo(PLAIN + "; server_max_window_bits=15");
		assertThat(answer(PLAIN + "; server_no_context_takeover", true))
			.isEqualTo(PLAIN + "; server_no_context_takeover");
		assertThat(answer(RESET, true)).isEqualTo(RESET);
	}

	@Test
	void offerWhenTakeoverIsNotWantedIsAnsweredWithoutIt() {
		assertThat(answer(PLAIN, false)).isEqualTo(RESET);
	}

	@ParameterizedTest
	@ValueSource(strings = { PLAIN + "; server_max_window_bits=9", PLAIN + "; server_max_window_bits",
			PLAIN + "; server_max_window_bits=015", PLAIN + "; client_max_window_bits=16",
			PLAIN + "; client_max_window_bits=7", PLAIN + "; client_no_context_takeover=1",
			PLAIN + "; server_no_context_takeover; server_no_context_takeover", PLAIN + "; mystery", PLAIN + "; ",
			"permessage-bzip2", "" })
	@DisplayName("An offer that cannot be kept is declined")
	void offerWhenItCannotBeKeptIsDeclined(String offer) {
		assertThat(PermessageDeflate.choose(offer, true)).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			permessage-deflate; server_max_window_bits=10, permessage-deflate | permessage-deflate
			permessage-deflate; mystery, permessage-deflate; client_no_context_takeover \
			| permessage-deflate; client_no_context_takeover
			""")
	void secondOfferWhenTheFirstCannotBeKeptIsChosen(String offers, String answer) {
		assertThat(answer(offers, true)).isEqualTo(answer);
	}

	private static String answer(String offers, boolean takeover) {
		PermessageDeflate agreed = PermessageDeflate.choose(offers, takeover);
		assertThat(agreed).isNotNull();
		return agreed.answer();
	}

}
