package io.workerman.security;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.security.auth.x500.X500Principal;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.AuthenticationException;

import io.workerman.annotation.OnError;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;
import io.workerman.autoconfigure.security.WorkermanSecurityAutoConfiguration;
import io.workerman.context.CallInterceptor;
import io.workerman.engine.Connection;
import io.workerman.peer.Application;
import io.workerman.peer.Certificates;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for handlers of clients with certificates.
 */
class CertificateSecurityTests {

	private static final String PEM = "spring.ssl.bundle.pem.web.";

	private static final String FILES = "classpath:io/workerman/tls/";

	private static final List<String> PROPERTIES = List.of("workerman.listeners.it.address=text://127.0.0.1:0",
			"workerman.listeners.it.ssl.bundle=web", "workerman.listeners.it.ssl.client-auth=want",
			PEM + "keystore.certificate=" + FILES + "server.crt", PEM + "keystore.private-key=" + FILES + "server.key",
			PEM + "truststore.certificate=" + FILES + "ca.crt");

	private static List<String> answers(Application application, SSLContext client, String... lines)
			throws IOException {
		try (SSLSocket socket = (SSLSocket) client.getSocketFactory()
			.createSocket("127.0.0.1", application.port("it"))) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream().write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
			BufferedReader reader = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
			return List.of(reader.readLine(), reader.readLine());
		}
	}

	@Test
	@DisplayName("The certificate of a client is the principal, in parameters and in the security context")
	void messageWhenClientHasACertificateRunsOnItsBehalf() throws IOException {
		try (Application application = Application.run(PROPERTIES, SslAutoConfiguration.class, Certified.class,
				WorkermanSecurityAutoConfiguration.class, Secured.class)) {
			assertThat(answers(application, Certificates.client("client"), "a", "b")).containsExactly("a for CN=alice",
					"b for CN=alice");
			assertThat(answers(application, Certificates.client(), "a", "b")).containsExactly("unknown null",
					"unknown null");
		}
	}

	@Test
	void parameterWhenPrincipalHasAnotherTypeIsNull() throws IOException {
		try (Application application = Application.run(PROPERTIES, SslAutoConfiguration.class, Types.class)) {
			assertThat(answers(application, Certificates.client("client"), "a", "b"))
				.containsExactly("CN=alice CN=alice null", "CN=alice CN=alice null");
			assertThat(answers(application, Certificates.client(), "a", "b")).containsExactly("null null null",
					"null null null");
		}
	}

	@EnableMethodSecurity
	static class Certified {

		@Bean
		@Order(0)
		CallInterceptor certificates() {
			return (connection, subject) -> {
				if (connection.principal() instanceof X500Principal certified) {
					connection.principal(new TestingAuthenticationToken(certified.getName(), "", "ROLE_CERTIFIED"));
				}
				return null;
			};
		}

	}

	@WorkerHandler
	static class Secured {

		@OnMessage
		@PreAuthorize("hasRole('CERTIFIED')")
		String text(String text, Principal who) {
			return text + " for " + who.getName();
		}

		@OnError
		void denied(Connection connection, AccessDeniedException ex) {
			connection.send("denied");
		}

		@OnError
		void unknown(Connection connection, AuthenticationException ex, Principal who) {
			connection.send("unknown " + who);
		}

	}

	@WorkerHandler
	static class Types {

		@OnMessage
		String text(X500Principal certified, String text, Principal who, TestingAuthenticationToken other) {
			return certified + " " + who + " " + other;
		}

	}

}
