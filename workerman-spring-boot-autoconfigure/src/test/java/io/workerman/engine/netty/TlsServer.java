package io.workerman.engine.netty;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * A TLS server of the JDK that passes what it receives on to a plain one.
 */
final class TlsServer implements AutoCloseable {

	private static final char[] PASSWORD = "changeit".toCharArray();

	private final SSLServerSocket server;

	private TlsServer(SSLServerSocket server) {
		this.server = server;
	}

	/**
	 * Makes a key with a certificate that is signed by itself.
	 */
	static KeyStore keyStore(Path directory, String name, String alternatives) throws Exception {
		Path file = directory.resolve(name + ".p12");
		Files.deleteIfExists(file);
		Process keytool = new ProcessBuilder(
				List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias",
						name, "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "san=" + alternatives, "-validity",
						"3650", "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", "changeit"))
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
			throw new IllegalStateException("keytool failed");
		}
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(file)) {
			store.load(in, PASSWORD);
		}
		return store;
	}

	static KeyManagerFactory keys(KeyStore store) throws Exception {
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(store, PASSWORD);
		return keys;
	}

	static TrustManagerFactory trust(KeyStore store) throws Exception {
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		trusted.load(null, null);
		String alias = store.aliases().nextElement();
		trusted.setCertificateEntry(alias, store.getCertificate(alias));
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(trusted);
		return trust;
	}

	/**
	 * Starts.
	 * @param key the key
	 * @param clients whose certificates a client must have, or {@code null}
	 * @param port where the plain server listens
	 */
	static TlsServer start(KeyStore key, KeyStore clients, int port) throws Exception {
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keys(key).getKeyManagers(), (clients != null) ? trust(clients).getTrustManagers() : null, null);
		SSLServerSocket server = (SSLServerSocket) context.getServerSocketFactory()
			.createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
		server.setNeedClientAuth(clients != null);
		TlsServer tls = new TlsServer(server);
		thread(() -> {
			while (true) {
				Socket secured = server.accept();
				thread(() -> {
					try (secured; Socket plain = new Socket("127.0.0.1", port)) {
						thread(() -> {
							plain.getInputStream().transferTo(secured.getOutputStream());
							secured.close();
						});
						secured.getInputStream().transferTo(plain.getOutputStream());
					}
				});
			}
		});
		return tls;
	}

	private static void thread(Work work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (IOException ex) {
				// closed
			}
		});
		thread.setDaemon(true);
		thread.start();
	}

	int port() {
		return this.server.getLocalPort();
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

	private interface Work {

		void run() throws IOException;

	}

}
