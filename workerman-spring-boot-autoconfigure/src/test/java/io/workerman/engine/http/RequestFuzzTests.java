package io.workerman.engine.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Mutated requests in random parts. A run that fails names its seed, which is then kept.
 */
@DisplayName("B-30 whatever is received is understood the same whole and in parts")
class RequestFuzzTests {

	private static final Duration TIME = Duration.ofSeconds(4);

	/**
	 * Seeds that have failed once.
	 */
	private static final long[] KEPT = { 0, 1, 2, 3, 5, 8, 13, 21 };

	private static final List<String> PIECES = List.of("GET / HTTP/1.1\r\nHost: a\r\n\r\n",
			"GET http://b.test/a?b=c&d HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "\r\n",
			"POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
			"PUT /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n",
			"POST / HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n",
			"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc", """
					POST /f HTTP/1.1\r
					Host: a\r
					Content-Type: multipart/form-data; boundary=x\r
					Content-Length: 109\r
					\r
					--x\r
					Content-Disposition: form-data; name="f"; filename="a"\r
					\r
					0123456789abcdef\r
					--x--\r
					epilogue here is long""",
			"HEAD /%41?%zz HTTP/1.1\r\nHost: [::1]:80\r\nCookie: a=b; c\r\nX-Empty:\r\n\r\n");

	private static final byte[] SPICE = "\r\n\0\t :;,%#?*/.0123456789abcdefABCDEF+-=\u007f\u0080\u00ff\"GETHTTP/1.1"
		.getBytes(StandardCharsets.ISO_8859_1);

	@Test
	void requestsAreTheSameWholeAndInParts() {
		for (long seed : KEPT) {
			check(seed);
		}
		long end = System.nanoTime() + TIME.toNanos();
		for (long seed = System.nanoTime(); System.nanoTime() < end; seed++) {
			check(seed);
		}
	}

	private static void check(long seed) {
		Random random = new Random(seed);
		byte[] bytes = Mutation.of(pipeline(random), SPICE, random);
		String whole = outcome(bytes, null);
		assertThat(outcome(bytes, random)).as("seed %d", seed).isEqualTo(whole);
	}

	private static String outcome(byte[] bytes, Random random) {
		HttpProtocol protocol = new HttpProtocol();
		try (CodecDriver driver = new CodecDriver(protocol).limit(1000).answerWith((message) -> "")) {
			if (random == null) {
				driver.receive(bytes);
			}
			else if (random.nextInt(4) == 0) {
				driver.receiveByteByByte(bytes);
			}
			else {
				driver.receiveSplit(bytes, random);
			}
			StringBuilder outcome = new StringBuilder();
			driver.messages().forEach((message) -> outcome.append(describe((HttpRequest) message)).append('\n'));
			boolean refused = driver.failure() != null;
			return outcome.append(refused ? "refused" : "open").append(driver.isLastSent()).toString();
		}
	}

	private static String describe(HttpRequest request) {
		String form;
		try {
			form = request.form() + " " + request.files().size();
		}
		catch (IllegalArgumentException ex) {
			form = ex.getMessage();
		}
		return "%s %s %s %s %s %s %s %s %s".formatted(request.method(), request.uri(), request.path(), request.host(),
				request.headers(), request.queryTree(), request.cookie("a"), form,
				new String(request.body(), StandardCharsets.ISO_8859_1));
	}

	private static byte[] pipeline(Random random) {
		StringBuilder text = new StringBuilder();
		for (int count = 1 + random.nextInt(4); count > 0; count--) {
			text.append(PIECES.get(random.nextInt(PIECES.size())));
		}
		return text.toString().getBytes(StandardCharsets.ISO_8859_1);
	}

}
