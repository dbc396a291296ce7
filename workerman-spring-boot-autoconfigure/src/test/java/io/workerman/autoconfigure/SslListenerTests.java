package io.workerman.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.net.ssl.SSLSocket;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.env.MockEnvironment;

import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.Connection;
import io.workerman.engine.TlsOptions;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerStartException;
import io.workerman.peer.Application;
import io.workerman.peer.Certificates;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for listeners with an SSL bundle.
 */
@ExtendWith(OutputCaptureExtension.class)
class SslListenerTests {

	@TempDir
	Path directory;

	@BeforeEach
	void writeCertificates() throws IOException {
		for (String file : List.of("ca.crt", "server.crt", "server.key", "other.crt", "other.key")) {
			copy(file, file);
		}
	}

	private void copy(String from, String to) throws IOException {
		try (InputStream pem = Certificates.open(from)) {
			Files.copy(pem, this.directory.resolve(to), StandardCopyOption.REPLACE_EXISTING);
		}
	}

	private List<String> bundles() {
		String pem = "spring.ssl.bundle.pem.";
		List<String> properties = new ArrayList<>();
		properties.add("spring.ssl.bundle.watch.file.quiet-period=100ms");
		properties.add(pem + "web.reload-on-update=true");
		properties.add(pem + "web.truststore.certificate=" + this.directory.resolve("ca.crt").toUri());
		List.of("web=server", "second=other").forEach((bundle) -> {
			String name = bundle.substring(0, bundle.indexOf('='));
			String file = bundle.substring(bundle.indexOf('=') + 1);
			properties.add(pem + name + ".keystore.certificate=" + this.directory.resolve(file + ".crt").toUri());
			properties.add(pem + name + ".keystore.private-key=" + this.directory.resolve(file + ".key").toUri());
		});
		return properties;
	}

	private Application run(String... properties) {
		List<String> all = bundles();
		all.add("workerman.listeners.it.address=text://127.0.0.1:0");
		all.addAll(List.of(properties));
		return Application.run(all, Echo.class, SslAutoConfiguration.class);
	}

	private static SSLSocket connect(Application application, String client) throws IOException {
		SSLSocket socket = (SSLSocket) ((client != null) ? Certificates.client(client) : Certificates.client())
			.getSocketFactory()
			.createSocket("127.0.0.1", application.port("it"));
		socket.setSoTimeout(10_000);
		return socket;
	}

	private static String echo(SSLSocket socket, String text) throws IOException {
		socket.getOutputStream().write((text + "\n").getBytes(StandardCharsets.UTF_8));
		StringBuilder line = new StringBuilder();
		for (int c = socket.getInputStream().read(); c != '\n'; c = socket.getInputStream().read()) {
			if (c < 0) {
				throw new IOException("closed after '" + line + "'");
			}
			line.append((char) c);
		}
		return line.toString();
	}

	private static String subject(Application application) throws IOException {
		try (SSLSocket socket = connect(application, null)) {
			assertThat(echo(socket, "hello")).isEqualTo("null says hello");
			return socket.getSession().getPeerPrincipal().toString();
		}
	}

	@Test
	@DisplayName("W-10 W-24 B-75 ssl.bundle makes a listener speak TLS; a handler sees who the client is")
	void listenerWhenItHasBundleSpeaksTls() throws Exception {
		try (Application application = run("workerman.listeners.it.ssl.bundle=web",
				"workerman.listeners.it.ssl.client-auth=want",
				"workerman.listeners.it.ssl.server-name-bundles[0].server-name=b.test",
				"workerman.listeners.it.ssl.server-name-bundles[0].bundle=second")) {
			assertThat(subject(application)).isEqualTo("CN=server");
			try (SSLSocket socket = connect(application, "client")) {
				assertThat(echo(socket, "hello")).isEqualTo("CN=alice says hello");
			}
			assertThat(application.bean(Worker.class).options().tls().serverNames()).containsOnlyKeys("b.test");
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
	@DisplayName("B-75 Versions and cipher suites are those of the bundle, by their names in Java")
	void rulesOfBundleAreKept(TlsOptions.Provider provider) throws Exception {
		assertThat(Certificates.tls("server", provider)).isNotNull();
		String cipher = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
		String options = "spring.ssl.bundle.pem.web.options.";
		try (Application application = run("workerman.listeners.it.ssl.bundle=web",
				"workerman.listeners.it.ssl.provider=" + provider, options + "enabled-protocols=TLSv1.2",
				options + "ciphers=" + cipher); SSLSocket socket = connect(application, null)) {
			assertThat(echo(socket, "hello")).isEqualTo("null says hello");
			assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
			assertThat(socket.getSession().getCipherSuite()).isEqualTo(cipher);
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
	@DisplayName("S-15 framing is the same over TLS, with a delimiter and with a length field")
	void framingWhenOverTlsIsTheSame(TlsOptions.Provider provider) throws Exception {
		assertThat(Certificates.tls("server", provider)).isNotNull();
		List<String> tls = bundles();
		tls.addAll(List.of("workerman.defaults.ssl.bundle=web", "workerman.defaults.ssl.provider=" + provider,
				"workerman.listeners.it.address=tcp://127.0.0.1:0", "workerman.listeners.it.framing.delimiter=##",
				"workerman.listeners.it.framing.strip=true", "workerman.listeners.long.address=tcp://127.0.0.1:0",
				"workerman.listeners.long.framing.length-field.size=2",
				"workerman.listeners.long.framing.length-field.strip=2"));
		try (Application application = Application.run(tls, Quote.class, SslAutoConfiguration.class)) {
			assertThat(answer(application.port("it"), "one##two##three#", "#", 17)).isEqualTo("<one><two><three>");
			assertThat(answer(application.port("long"), "\0\3one\0\3two\0", "\5three", 17))
				.isEqualTo("<one><two><three>");
		}
	}

	private static String answer(int port, String part, String rest, int length) throws IOException {
		try (SSLSocket socket = (SSLSocket) Certificates.client().getSocketFactory().createSocket("127.0.0.1", port)) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream().write(part.getBytes(StandardCharsets.ISO_8859_1));
			socket.getOutputStream().write(rest.getBytes(StandardCharsets.ISO_8859_1));
			return new String(socket.getInputStream().readNBytes(length), StandardCharsets.ISO_8859_1);
		}
	}

	@Test
	@DisplayName("W-24 ssl of the defaults is for every listener, and ssl.enabled=false takes it back")
	void listenerWhenSslIsDisabledIsPlain() {
		try (Application application = run("workerman.defaults.ssl.bundle=web",
				"workerman.listeners.it.ssl.enabled=false")) {
			assertThat(application.bean(Worker.class).options().tls()).isNull();
			assertThat(application.connect().send("hello\n").line()).isEqualTo("null says hello");
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
	@DisplayName("B-75 Certificates replaced on disk under load: no failed request, new handshakes see the new one")
	void certificateWhenReplacedOnDiskIsUsedForNewHandshakes(TlsOptions.Provider provider, CapturedOutput output)
			throws Exception {
		assertThat(Certificates.tls("server", provider)).isNotNull();
		ExecutorService clients = Executors.newFixedThreadPool(3);
		AtomicBoolean done = new AtomicBoolean();
		try (Application application = run("workerman.listeners.it.ssl.bundle=web",
				"workerman.listeners.it.ssl.provider=" + provider); SSLSocket live = connect(application, null)) {
			assertThat(echo(live, "before")).isEqualTo("null says before");
			List<Future<Integer>> loads = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				loads.add(clients.submit(() -> load(application, done)));
			}
			copy("renewed.crt", "server.crt");
			copy("renewed.key", "server.key");
			await(() -> "CN=renewed".equals(subject(application)));
			assertThat(echo(live, "renewed")).isEqualTo("null says renewed");

			copy("stranger.key", "server.key");
			await(() -> output.getOut()
				.contains("stays with its old certificate: The TLS certificate cannot be used:"));
			assertThat(subject(application)).isEqualTo("CN=renewed");

			copy("server.key", "server.key");
			copy("server.crt", "server.crt");
			await(() -> "CN=server".equals(subject(application)));
			assertThat(echo(live, "after")).isEqualTo("null says after");
			done.set(true);
			for (Future<Integer> load : loads) {
				assertThat(load.get(20, TimeUnit.SECONDS)).isPositive();
			}
			assertThat(application.bean(Worker.class).rejections()).containsEntry("tls-handshake", 0L);
		}
		finally {
			done.set(true);
			clients.shutdownNow();
		}
	}

	private static int load(Application application, AtomicBoolean done) throws IOException {
		int answers = 0;
		while (!done.get()) {
			try (SSLSocket socket = connect(application, null)) {
				for (int i = 0; i < 3; i++) {
					assertThat(echo(socket, "load")).isEqualTo("null says load");
					answers++;
				}
			}
		}
		return answers;
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(50)).until(condition);
	}

	@Test
	@DisplayName("W-24 An SSL bundle that does not exist stops the start and names those that do")
	void unknownBundle() {
		assertThat(analysis("      ssl.bundle: wbe")).contains("workerman.listeners.it.ssl.bundle", "'wbe'",
				"/application.yml] - ",
				"There is no SSL bundle 'wbe' (expected one of 'second', 'web'); use one that there is, or declare it:"
						+ " spring.ssl.bundle.pem.wbe.keystore.certificate and .private-key");
		assertThat(FailedStart.analysis("""
				workerman:
				  listeners:
				    it:
				      address: text://127.0.0.1:0
				      ssl.bundle: web
				""", this.directory)).contains(
				"There is no SSL bundle 'web' (expected one that is declared, there are none); use one that there is, or");
	}

	@Test
	void unknownBundleOfServerName() {
		assertThat(analysis("""
				      ssl:
				        bundle: web
				        server-name-bundles:
				          - {server-name: b.test, bundle: none}
				""")).contains("workerman.listeners.it.ssl.server-name-bundles[0].bundle", "/application.yml] - ",
				"There is no SSL bundle 'none' (expected one of 'second', 'web')");
	}

	@Test
	void clientAuthWithoutBundle() {
		assertThat(analysis("      ssl.client-auth: need")).contains("workerman.listeners.it.ssl.client-auth",
				"it needs ssl.bundle, without which connections are plain");
	}

	@Test
	void impossibleHandshakeTimeout() {
		assertThat(analysis("""
				      ssl.bundle: web
				      ssl.handshake-timeout: 0s
				""")).contains("workerman.listeners.it.ssl.handshake-timeout",
				"handshakeTimeout: PT0S (expected: > 0)");
	}

	@Test
	@DisplayName("W-24 UDP with TLS stops the start")
	void udpWithBundle() {
		assertThat(FailedStart.analysis(pem() + """
				workerman:
				  defaults.ssl.bundle: web
				  listeners:
				    it:
				      address: udp://127.0.0.1:0
				""", this.directory, SslAutoConfiguration.class)).startsWith("""
				Worker 'it' cannot listen on udp://127.0.0.1:0: UDP has no TLS

				    Property: workerman.defaults.ssl.bundle
				    Value: "web"
				    Origin: URL [file:/application.yml] - \
				""").endsWith("---\nCorrect the SSL bundle, or set ssl.enabled of the listener to false.");
	}

	@Test
	@DisplayName("W-24 OpenSSL that is asked for and not there stops the start and names the dependency")
	void openSslThatIsMissing() {
		MockEnvironment environment = new MockEnvironment().withProperty("workerman.listeners.it.ssl.provider",
				"openssl");
		ConfigurationPropertySources.attach(environment);
		FailureAnalysis analysis = new WorkerStartFailureAnalyzer(environment)
			.analyze(new WorkerStartException("it", "text://127.0.0.1:0", WorkerStartException.Problem.OPENSSL_MISSING,
					"Worker 'it' cannot listen on text://127.0.0.1:0: OpenSSL is not there", null));
		assertThat(analysis.getDescription()).contains("OpenSSL is not there",
				"Property: workerman.listeners.it.ssl.provider", "Value: \"openssl\"");
		assertThat(analysis.getAction()).isEqualTo("Add the dependency, whose version Spring Boot knows,"
				+ " or set ssl.provider of the listener to 'auto' or 'jdk'.");
	}

	@Test
	@DisplayName("W-24 A key that does not fit its certificate stops the start")
	void keyThatDoesNotFit() throws IOException {
		copy("stranger.key", "server.key");
		assertThat(analysis("      ssl.bundle: web"))
			.startsWith("Worker 'it' cannot listen on text://127.0.0.1:0:"
					+ " The TLS certificate cannot be used: no handshake succeeds (")
			.contains("Property: workerman.listeners.it.ssl.bundle");
	}

	private String analysis(String listener) {
		return FailedStart.analysis(pem() + """
				workerman:
				  listeners:
				    it:
				      address: text://127.0.0.1:0
				""" + listener, this.directory, SslAutoConfiguration.class);
	}

	private String pem() {
		StringBuilder yaml = new StringBuilder();
		for (String property : bundles()) {
			yaml.append(property.replaceFirst("=", ": ")).append('\n');
		}
		return yaml.toString();
	}

	@WorkerHandler
	static class Quote {

		@OnMessage
		byte[] quote(String message) {
			return ("<" + message + ">").getBytes(StandardCharsets.UTF_8);
		}

	}

	@WorkerHandler
	static class Echo {

		@OnMessage
		String say(Connection connection, String message) {
			return connection.principal() + " says " + message;
		}

	}

}
