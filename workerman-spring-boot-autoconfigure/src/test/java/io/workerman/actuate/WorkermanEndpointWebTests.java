package io.workerman.actuate;

import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import io.workerman.engine.Worker;
import io.workerman.engine.Workers;
import io.workerman.status.FakeWorkers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkermanEndpoint} and its web extension, as they are unless more is
 * allowed.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=workerman",
				"spring.jackson.default-property-inclusion=non_empty",
				"spring.jackson.property-naming-strategy=SNAKE_CASE" })
class WorkermanEndpointWebTests {

	@LocalServerPort
	private int port;

	private RestTestClient client;

	@BeforeEach
	void connect() {
		this.client = RestTestClient.bindToServer()
			.baseUrl("http://localhost:" + this.port + "/actuator/workerman")
			.build();
	}

	@Test
	@DisplayName("X-10..X-13: no field is missing, however the application writes its own JSON")
	void statusHasAllFields() {
		this.client.get()
			.uri("")
			.exchangeSuccessfully()
			.expectBody()
			.json("""
					{
						"startTime": "2026-01-01T00:00:00Z",
						"transport": "io-uring",
						"workers": [
							{
								"name": "telnet", "address": "text://0.0.0.0:2347", "protocol": "text", "state": "RUNNING",
								"count": 2, "reloadable": true, "connections": 4, "totalRequests": 256, "sendFailures": 6,
								"timers": 2, "exceptions": 8,
								"processes": [
									{
										"id": 0, "thread": "workerman-telnet-0", "status": "idle", "connections": 2,
										"totalRequests": 128, "sendFailures": 3, "timers": 1, "exceptions": 4,
										"restarts": 0, "memory": 528
									},
									{
										"id": 1, "thread": "workerman-telnet-1", "status": "busy", "connections": 2,
										"totalRequests": 128, "sendFailures": 3, "timers": 1, "exceptions": 4,
										"restarts": 0, "memory": 528
									}
								]
							},
							{
								"name": "jobs", "address": "none", "protocol": "none", "state": "STOPPED",
								"count": 1, "reloadable": true, "connections": 0, "totalRequests": 0, "sendFailures": 0,
								"timers": 0, "exceptions": 0,
								"processes": [
									{
										"id": 0, "thread": "workerman-jobs-0", "status": "idle", "connections": 0,
										"totalRequests": 0, "sendFailures": 0, "timers": 0, "exceptions": 0,
										"restarts": 0, "memory": 0
									}
								]
							}
						]
					}
					""")
			.jsonPath("$.version")
			.value(String.class, (version) -> assertThat(version).matches("\\d+\\..+"))
			.jsonPath("$.pid")
			.isEqualTo(ProcessHandle.current().pid())
			.jsonPath("$.uptime")
			.isNumber()
			.jsonPath("$.loadAverage.length()")
			.isEqualTo(3)
			.jsonPath("$.cluster")
			.value((cluster) -> assertThat(cluster)
				.isEqualTo(Map.of("nodes", 1, "available", true, "uids", 0, "groups", 0)));
	}

	@Test
	void statusKeepsTheOrderOfItsFields() {
		String body = this.client.get().uri("").exchange().expectBody(String.class).returnResult().getResponseBody();
		assertThat(body).matches("(?s)\\{\"version\":.*\"pid\":.*\"startTime\":.*\"uptime\":.*\"loadAverage\":.*"
				+ "\"transport\":.*\"workers\":\\[\\{\"name\":.*\"address\":.*\"protocol\":.*\"state\":.*");
	}

	@Test
	void workerIsTheSameAsInTheStatus() {
		this.client.get()
			.uri("/telnet")
			.exchangeSuccessfully()
			.expectBody()
			.jsonPath("$.name")
			.isEqualTo("telnet")
			.jsonPath("$.processes.length()")
			.isEqualTo(2);
	}

	@Test
	@DisplayName("X-15: the columns of the connections command")
	void connectionsHasAPage() {
		this.client.get()
			.uri("/telnet/connections?page=1&size=1")
			.exchangeSuccessfully()
			.expectBody()
			.json("""
					{
						"worker": "telnet", "page": 1, "size": 1, "total": 2,
						"connections": [
							{
								"process": 0, "worker": "telnet", "id": 2, "transport": "tcp", "protocol": "text",
								"ipv4": false, "ipv6": true, "recvQueue": 0, "sendQueue": 0, "bytesRead": 9216,
								"bytesWritten": 12595, "status": "ESTABLISHED", "localAddress": "127.0.0.1:2347",
								"remoteAddress": "[::1]:40002", "principal": "", "uid": "", "openedAt": "2026-01-01T12:00:00Z"
							}
						]
					}
					""");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					/telnet/connections?page=x      | page: x (expected a number)
					/telnet/connections?size=2000000000000 | size: 2000000000000 (expected a number)
					/telnet/connections?sort=colour | sort: colour (expected one of [id, bytesRead, bytesWritten, recvQueue, sendQueue], with - before it for the largest first)
					""")
	void connectionsWhenAskedForNonsenseIsAProblem(String path, String detail) {
		this.client.get()
			.uri(path)
			.exchange()
			.expectStatus()
			.isBadRequest()
			.expectHeader()
			.contentType("application/problem+json")
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo(detail);
	}

	@Test
	void connectionsAreSortedAndFiltered() {
		this.client.get()
			.uri("/telnet/connections?sort=-id")
			.exchangeSuccessfully()
			.expectBody()
			.jsonPath("$.connections[0].id")
			.isEqualTo(2);
		this.client.get()
			.uri("/telnet/connections?address=127.0.0.1")
			.exchangeSuccessfully()
			.expectBody()
			.jsonPath("$.connections.length()")
			.isEqualTo(1);
	}

	@Test
	void connectionIsTheSameAsInThePage() {
		this.client.get()
			.uri("/telnet/connections/1")
			.exchangeSuccessfully()
			.expectBody()
			.jsonPath("$.id")
			.isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/unknown", "/unknown/connections", "/telnet/other", "/telnet/connections/3",
			"/telnet/connections/x", "/unknown/connections/1" })
	void readWhenUnknownIsNotFound(String path) {
		this.client.get()
			.uri(path)
			.exchange()
			.expectStatus()
			.isNotFound()
			.expectHeader()
			.contentType("application/problem+json")
			.expectBody()
			.jsonPath("$.detail")
			.isNotEmpty();
		this.client.get().uri(path).accept(MediaType.TEXT_PLAIN).exchange().expectStatus().is4xxClientError();
	}

	@Test
	@DisplayName("X-10, X-11, X-15: the same as text")
	void readWhenPlainTextIsAcceptedHasTables() {
		assertThat(text("")).contains("GLOBAL STATUS", "PROCESS STATUS", "telnet", "jobs", "[busy]");
		assertThat(text("/telnet")).contains("PROCESS STATUS").doesNotContain("jobs");
		assertThat(text("/telnet/connections")).contains("WORKERMAN CONNECTION STATUS", "127.0.0.1:40001");
	}

	@Test
	void readWhenBrowserAsksIsAPageWithoutOutsideAssets() {
		this.client.get()
			.uri("")
			.header("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
			.exchangeSuccessfully()
			.expectHeader()
			.contentTypeCompatibleWith(MediaType.TEXT_HTML)
			.expectBody(String.class)
			.value((page) -> assertThat(page).contains("<title>Workerman</title>")
				.doesNotContain("src=", "@import", "https://"));
	}

	@Test
	void readWhenAnythingIsAcceptedIsJson() {
		this.client.get()
			.uri("")
			.header("Accept", "*/*")
			.exchangeSuccessfully()
			.expectHeader()
			.contentTypeCompatibleWith("application/*+json");
		this.client.get()
			.uri("/telnet")
			.header("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
			.exchangeSuccessfully()
			.expectHeader()
			.contentTypeCompatibleWith("application/*+json");
		this.client.get()
			.uri("")
			.accept(MediaType.APPLICATION_JSON)
			.exchange()
			.expectHeader()
			.contentTypeCompatibleWith(MediaType.APPLICATION_JSON);
	}

	@Test
	void writeIsNotAllowed() {
		this.client.post()
			.uri("/telnet")
			.contentType(MediaType.APPLICATION_JSON)
			.body("{\"action\":\"stop\"}")
			.exchange()
			.expectStatus()
			.isEqualTo(HttpStatus.METHOD_NOT_ALLOWED);
		this.client.method(HttpMethod.DELETE)
			.uri("/telnet/connections/1")
			.exchange()
			.expectStatus()
			.isEqualTo(HttpStatus.METHOD_NOT_ALLOWED);
	}

	private String text(String path) {
		return this.client.get()
			.uri(path)
			.accept(MediaType.TEXT_PLAIN)
			.exchangeSuccessfully()
			.expectHeader()
			.contentTypeCompatibleWith(MediaType.TEXT_PLAIN)
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Workers workers() {
			Worker telnet = FakeWorkers.worker("telnet", "text://0.0.0.0:2347", Worker.State.RUNNING, FakeWorkers.IDLE,
					FakeWorkers.BLOCKED);
			FakeWorkers.connect(telnet, 2, "::1", 40002);
			FakeWorkers.connect(telnet, 1, "127.0.0.1", 40001);
			return FakeWorkers.of(telnet, FakeWorkers.worker("jobs", null, Worker.State.STOPPED, FakeWorkers.STOPPED));
		}

	}

}
