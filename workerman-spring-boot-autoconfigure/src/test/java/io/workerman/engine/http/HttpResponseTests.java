package io.workerman.engine.http;

import java.time.Duration;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What a response refuses to be.
 */
class HttpResponseTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "a b", "a:", "a\r\n", "a\n", "ä" })
	@DisplayName("B-35 header names")
	void malformedHeaderNameIsRefused(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> HttpResponse.of(200).header(name, "a"))
			.withMessage("The name of a header is malformed");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\r\nSet-Cookie: b", "a\nb", "a\rb", "\0" })
	@DisplayName("B-35 header values")
	void headerValueWithLineBreakIsRefused(String value) {
		assertThatIllegalArgumentException().isThrownBy(() -> HttpResponse.of(200).header("X", value))
			.withMessage("The value of the header 'X' has a control character");
		assertThatIllegalArgumentException().isThrownBy(() -> HttpResponse.redirect(value));
		assertThatIllegalArgumentException().isThrownBy(() -> HttpResponse.of(200).contentType(value));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 100, 101, 199, 600, -1 })
	void statusOutOfRangeIsRefused(int status) {
		assertThatIllegalArgumentException().isThrownBy(() -> HttpResponse.of(status))
			.withMessage("status: %d (expected: 200..599)", status);
	}

	@Test
	void unknownTransferCodingIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> HttpResponse.of(200).header("Transfer-Encoding", "gzip"))
			.withMessage("Transfer-Encoding: gzip (expected: chunked)");
	}

	@Test
	@DisplayName("H-09 cookie with all attributes")
	void cookieHasItsAttributes() {
		Cookie cookie = Cookie.of("a", "b;\"ä")
			.maxAge(Duration.ofMinutes(1))
			.path("/p")
			.domain("a.test")
			.secure(true)
			.httpOnly(true)
			.sameSite(Cookie.SameSite.STRICT);
		assertThat(cookie.headerValue())
			.isEqualTo("a=b%3B%22%C3%A4; Domain=a.test; Max-Age=60; Path=/p; Secure; HttpOnly; SameSite=Strict");
	}

	@Test
	void malformedCookieIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Cookie.of("a=b", "c"))
			.withMessage("The name of a cookie is malformed: 'a=b'");
		assertThatIllegalArgumentException().isThrownBy(() -> Cookie.of("a", "b").path("/; Domain=evil"))
			.withMessage("The path of a cookie is malformed");
		assertThatIllegalArgumentException().isThrownBy(() -> Cookie.of("a", "b").domain("x\r\n"))
			.withMessage("The domain of a cookie is malformed");
	}

}
