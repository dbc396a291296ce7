package io.workerman.actuate;

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import io.workerman.engine.Connection;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerStartException;
import io.workerman.engine.Workers;
import io.workerman.status.FakeWorkers;

/**
 * Tests for the write operations of the {@link WorkermanEndpoint}.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {
		"management.endpoints.web.exposure.include=workerman", "management.endpoint.workerman.access=unrestricted" })
class WorkermanEndpointControlTests {

	@LocalServerPort
	private int port;

	@Autowired
	private Workers workers;

	private RestTestClient client;

	@BeforeEach
	void connect() {
		this.client = RestTestClient.bindToServer()
			.baseUrl("http://localhost:" + this.port + "/actuator/workerman")
			.build();
	}

	@Test
	void controlPerformsEachAction() {
		Worker worker = this.workers.all().get(0);
		BDDMockito.clearInvocations(worker);
		BDDMockito.given(worker.reload()).willReturn(CompletableFuture.completedFuture(null));
		for (String action : new String[] { "reload", "stop", "start", "pause", "resume" }) {
			control("telnet", action).expectStatus().isOk().expectBody().jsonPath("$.name").isEqualTo("telnet");
		}
		BDDMockito.then(worker).should().reload();
		BDDMockito.then(worker).should().stop();
		BDDMockito.then(worker).should().start();
		BDDMockito.then(worker).should().pauseAccept();
		BDDMockito.then(worker).should().resumeAccept();
	}

	@Test
	void reloadWhenItFailsIsAProblem() {
		BDDMockito.given(this.workers.all().get(0).reload())
			.willReturn(CompletableFuture.failedFuture(new IllegalStateException("bean 'room' cannot be made")));
		control("telnet", "reload").expectStatus()
			.is5xxServerError()
			.expectHeader()
			.contentType("application/problem+json")
			.expectBody()
			.json("""
					{"title": "Internal Server Error", "status": 500, "detail": "bean 'room' cannot be made"}
					""");
	}

	@Test
	void startWhenItFailsIsAProblem() {
		Worker worker = this.workers.all().get(0);
		BDDMockito
			.willThrow(new WorkerStartException("telnet", null, WorkerStartException.Problem.ADDRESS_IN_USE,
					"Address already in use", null))
			.given(worker)
			.start();
		control("telnet", "start").expectStatus()
			.is5xxServerError()
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo("Address already in use");
		BDDMockito.willDoNothing().given(worker).start();
	}

	@Test
	void controlWhenActionIsUnknownIsBadRequest() {
		control("telnet", "explode").expectStatus()
			.isBadRequest()
			.expectHeader()
			.contentType("application/problem+json")
			.expectBody()
			.json("""
					{"title": "Bad Request", "status": 400,
					 "detail": "action: explode (expected one of reload, stop, start, pause, resume, broadcast)"}
					""");
	}

	@Test
	void broadcastSendsTheMessage() {
		post("{\"action\":\"broadcast\",\"message\":\"maintenance at noon\"}").expectStatus().isOk();
		BDDMockito.then(this.workers.all().get(0)).should().broadcast("maintenance at noon");
	}

	@Test
	void broadcastWithoutMessageIsAProblem() {
		post("{\"action\":\"broadcast\"}").expectStatus()
			.isBadRequest()
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo("message: null (expected the text to send)");
	}

	@Test
	void controlWhenWorkerIsUnknownIsNotFound() {
		control("unknown", "stop").expectStatus()
			.isNotFound()
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo("There is no worker 'unknown' (expected one of telnet)");
	}

	@Test
	void deleteClosesTheConnection() {
		Connection connection = this.workers.all().get(0).connections().iterator().next();
		this.client.delete().uri("/telnet/connections/1").exchange().expectStatus().isNoContent();
		BDDMockito.then(connection).should().close();
	}

	@Test
	void deleteWhenConnectionIsUnknownIsNotFound() {
		this.client.delete().uri("/telnet/connections/2").exchange().expectStatus().isNotFound();
		this.client.delete().uri("/telnet/others/1").exchange().expectStatus().isNotFound();
		this.client.delete().uri("/unknown/connections/1").exchange().expectStatus().isNotFound();
	}

	private RestTestClient.ResponseSpec control(String worker, String action) {
		return this.client.post()
			.uri("/" + worker)
			.contentType(MediaType.APPLICATION_JSON)
			.body("{\"action\":\"" + action + "\"}")
			.exchange();
	}

	private RestTestClient.ResponseSpec post(String body) {
		return this.client.post().uri("/telnet").contentType(MediaType.APPLICATION_JSON).body(body).exchange();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Workers workers() {
			Worker telnet = FakeWorkers.worker("telnet", "text://0.0.0.0:2347", Worker.State.RUNNING, FakeWorkers.IDLE);
			FakeWorkers.connect(telnet, 1, "127.0.0.1", 40001);
			return FakeWorkers.of(telnet);
		}

	}

}
