package io.workerman.engine.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.workerman.engine.http.form.FormParameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What can be asked of a request.
 */
class HttpRequestTests {

	@Test
	@DisplayName("B-33 target and query")
	void targetIsTakenApart() {
		HttpRequest request = get("/a%20b/%C3%A4+c?x=1&y=a+b%26&x=2&z&=e&%zz=%", "");
		assertThat(request.method()).isEqualTo("GET");
		assertThat(request.uri()).isEqualTo("/a%20b/%C3%A4+c?x=1&y=a+b%26&x=2&z&=e&%zz=%");
		assertThat(request.path()).isEqualTo("/a b/ä+c");
		assertThat(request.queryString()).isEqualTo("x=1&y=a+b%26&x=2&z&=e&%zz=%");
		assertThat(request.query("x")).isEqualTo("1");
		assertThat(request.query("y")).isEqualTo("a b&");
		assertThat(request.query("z")).isEmpty();
		assertThat(request.query("none")).isNull();
		assertThat(request.query()).containsEntry("x", List.of("1", "2")).containsEntry("%zz", List.of("%"));
		assertThat(request.host()).isEqualTo("a.test:80");
		assertThat(request.remoteIp()).isEqualTo("192.0.2.1");
		assertThat(request.protocolVersion()).isEqualTo("1.1");
		assertThat(request.connection().remoteIp()).isEqualTo(request.remoteIp());
		assertThat(request.body()).isEmpty();
	}

	@Test
	void targetWithoutQueryHasNone() {
		HttpRequest request = get("/", "");
		assertThat(request.path()).isEqualTo("/");
		assertThat(request.queryString()).isEmpty();
		assertThat(request.query()).isEmpty();
	}

	@Test
	void parametersHaveALimit() {
		assertThat(FormParameters.decode("&".repeat(5000) + "a=b")).isEmpty();
		assertThat(FormParameters.decode("a=b&".repeat(5000)).get("a")).hasSize(1000);
	}

	@Test
	@DisplayName("B-33 headers")
	void headersAreFoundInAnyCaseAndJoined() {
		HttpRequest request = get("/", "X-One:  a b \t\r\nx-two: 1\r\nX-Two:2\r\nX-Empty:\r\n");
		assertThat(request.header("x-ONE")).isEqualTo("a b");
		assertThat(request.header("X-Two")).isEqualTo("1,2");
		assertThat(request.header("X-Empty")).isEmpty();
		assertThat(request.header("X")).isNull();
		assertThat(request.headers()).isEqualTo(Map.of("host", List.of("a.test:80"), "x-one", List.of("a b"), "x-two",
				List.of("1", "2"), "x-empty", List.of("")));
	}

	@Test
	void cookiesAreTakenApart() {
		HttpRequest request = get("/", "Cookie: a=1; b=\"2\";c = x%20y ; a=9; bad; =no\r\nCookie: d=4=5\r\n");
		assertThat(request.cookie("a")).isEqualTo("1");
		assertThat(request.cookie("b")).isEqualTo("2");
		assertThat(request.cookie("c")).isEqualTo("x y");
		assertThat(request.cookie("d")).isEqualTo("4=5");
		assertThat(request.cookie("bad")).isNull();
		assertThat(request.header("cookie")).endsWith("=no; d=4=5");
	}

	@Test
	@DisplayName("H-05 urlencoded form")
	void urlencodedFormIsParsed() {
		HttpRequest request = post("application/x-www-form-urlencoded; charset=UTF-8", "a=1&b=%C3%A4+\u00f6&a=2");
		assertThat(request.form("a")).isEqualTo("1");
		assertThat(request.form("b")).isEqualTo("ä ö");
		assertThat(request.form("c")).isNull();
		assertThat(request.form()).containsEntry("a", List.of("1", "2"));
		assertThat(request.files()).isEmpty();
	}

	@Test
	@DisplayName("H-06 multipart form")
	void multipartFormIsParsed() throws IOException {
		HttpRequest request = post("multipart/form-data; boundary=XyZ", """
				--XyZ\r
				Content-Disposition: form-data; name="title"\r
				\r
				grüße\r
				--XyZ\r
				Content-Disposition: form-data; name="upload"; filename="a \\"ü\\" b.txt"\r
				Content-Type: text/plain\r
				\r
				line one\r
				--not the end\r
				\r
				--XyZ\r
				Content-Disposition: form-data; name="upload"; filename="empty.bin"\r
				\r
				\r
				--XyZ--\r
				""");
		assertThat(request.form("title")).isEqualTo("grüße");
		UploadedFile file = request.file("upload");
		assertThat(file).isNotNull();
		assertThat(file.name()).isEqualTo("upload");
		assertThat(file.fileName()).isEqualTo("a \"ü\" b.txt");
		assertThat(file.contentType()).isEqualTo("text/plain");
		assertThat(file.bytes()).asString().isEqualTo("line one\r\n--not the end\r\n");
		assertThat(file.size()).isEqualTo(25);
		assertThat(file.inputStream().readAllBytes()).isEqualTo(file.bytes());
		assertThat(request.files()).extracting(UploadedFile::fileName).containsExactly("a \"ü\" b.txt", "empty.bin");
		assertThat(request.file("title")).isNull();
	}

	@Test
	void malformedMultipartFormIsRefused() {
		String part = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n";
		assertThat(post("multipart/form-data; boundary=\"x\"", "preamble\r\n" + part + "--x--").form("a"))
			.isEqualTo("b");
		assertMalformed("multipart/form-data", part + "--x--", "The multipart body has no boundary");
		for (int end = 0; end < part.length() + 5; end++) {
			assertMalformed("multipart/form-data; boundary=x", (part + "--x--").substring(0, end));
		}
		assertMalformed("multipart/form-data; boundary=x", part.repeat(1025) + "--x--", "The form has too many parts");
		assertMalformed("multipart/form-data; boundary=x", "--x\r\nX: y\r\n\r\n\r\n--x--");
	}

	private static void assertMalformed(String type, String body) {
		assertMalformed(type, body, "The multipart body is malformed");
	}

	private static void assertMalformed(String type, String body, String message) {
		HttpRequest request = post(type, body);
		assertThatIllegalArgumentException().isThrownBy(() -> request.form("a")).withMessage(message);
	}

	@Test
	@DisplayName("B-33 nested parameters")
	void parametersWithBracketsAreATree() {
		HttpRequest request = get("/?a[b]=1&a[c][d]=2&list[]=x&list[]=y&n=1&n=2&a[b]=3&p[0]=q&deep" + "[x]".repeat(40)
				+ "=z&open[=1&[b]=2&t[x]y=3", "");
		assertThat(request.queryTree()).containsEntry("a", Map.of("b", "3", "c", Map.of("d", "2")))
			.containsEntry("list", List.of("x", "y"))
			.containsEntry("n", "2")
			.containsEntry("p", List.of("q"))
			.containsEntry("open[", "1")
			.containsEntry("[b]", "2")
			.containsEntry("t[x]y", "3")
			.containsEntry("deep" + "[x]".repeat(40), "z");
		assertThat(request.query("a[b]")).isEqualTo("1");
		assertThat(request.queryAll("n")).containsExactly("1", "2");
		assertThat(request.queryAll("none")).isEmpty();
		HttpRequest form = post("application/x-www-form-urlencoded", "u[name]=Ada&u[tags][]=x&u[tags][]=y&k=1&k=2");
		assertThat(form.formTree()).containsEntry("u", Map.of("name", "Ada", "tags", List.of("x", "y")));
		assertThat(form.formAll("k")).containsExactly("1", "2");
	}

	@Test
	void bodyThatIsNoFormHasNoFields() {
		HttpRequest request = post("application/json", "{\"x\":1,\"y\":2}");
		assertThat(request.form("x")).isNull();
		assertThat(request.bodyText()).isEqualTo("{\"x\":1,\"y\":2}");
		assertThat(request.json(Point.class)).isEqualTo(new Point(1, 2));
		assertThatIllegalArgumentException().isThrownBy(() -> request.json(List.class));
	}

	private static HttpRequest get(String target, String headers) {
		return receive("GET " + target + " HTTP/1.1\r\nHost: a.test:80\r\n" + headers + "\r\n");
	}

	private static HttpRequest post(String contentType, String body) {
		int length = body.getBytes(StandardCharsets.UTF_8).length;
		return receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Type: " + contentType + "\r\nContent-Length: " + length
				+ "\r\n\r\n" + body);
	}

	private static HttpRequest receive(String received) {
		try (CodecDriver driver = new CodecDriver(new HttpProtocol())) {
			driver.receive(received);
			assertThat(driver.failure()).isNull();
			return (HttpRequest) driver.messages().get(0);
		}
	}

	record Point(int x, int y) {

	}

}
