package io.workerman.engine.netty.tls;

import java.io.File;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import org.junit.jupiter.api.Test;

import io.workerman.engine.TlsOptions;
import io.workerman.engine.client.ClientOptions;
import io.workerman.peer.Certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link LiveContext} with OpenSSL, whose memory is not the JVM's.
 */
class LiveContextTests {

	private final TlsOptions tls = Certificates.tls("server", TlsOptions.Provider.OPENSSL);

	private final LiveContext live = new LiveContext("it", "", this.tls.source(), this.tls.clientAuth());

	@Test
	void contextWhenReplacedIsFreedWithItsLastConnection() throws Exception {
		this.live.open(true, List.of());
		EmbeddedChannel connection = new EmbeddedChannel(this.live.newHandler(UnpooledByteBufAllocator.DEFAULT));
		ReferenceCountedOpenSslContext first = context(connection);
		assertThat(first.refCnt()).isEqualTo(2);
		this.live.renew();
		assertThat(first.refCnt()).isOne();
		connection.finishAndReleaseAll();
		assertThat(first.refCnt()).isZero();

		EmbeddedChannel next = new EmbeddedChannel(this.live.newHandler(UnpooledByteBufAllocator.DEFAULT));
		ReferenceCountedOpenSslContext second = context(next);
		this.live.close();
		assertThat(second.refCnt()).isOne();
		next.finishAndReleaseAll();
		assertThat(second.refCnt()).isZero();
		assertThatIllegalStateException().isThrownBy(() -> this.live.newHandler(UnpooledByteBufAllocator.DEFAULT));
	}

	private static ReferenceCountedOpenSslContext context(EmbeddedChannel channel) throws Exception {
		Object engine = channel.pipeline().get(SslHandler.class).engine();
		Field parent = engine.getClass().getDeclaredField("parentContext");
		parent.setAccessible(true);
		return (ReferenceCountedOpenSslContext) parent.get(engine);
	}

	@Test
	void contextWhenItsKeyDoesNotFitIsFreed() {
		TlsOptions.Material wrong = TlsOptions.Material.of(Certificates.keys("stranger", "server"), null);
		LiveContext live = new LiveContext("it", "", () -> wrong, TlsOptions.ClientAuth.NONE);
		// the leak detection of the class finds what is left
		assertThatExceptionOfType(SSLException.class).isThrownBy(() -> live.open(true, List.of()))
			.withMessageStartingWith("The TLS certificate cannot be used: ");
	}

	@Test
	void handlerWhenContextIsReplacedMeanwhileIsMade() throws Exception {
		this.live.open(true, List.of());
		int threads = 3;
		CountDownLatch done = new CountDownLatch(1);
		ExecutorService loops = Executors.newFixedThreadPool(threads);
		try {
			List<Future<Integer>> made = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				made.add(loops.submit(() -> {
					int handlers = 0;
					while (done.getCount() > 0) {
						new EmbeddedChannel(this.live.newHandler(UnpooledByteBufAllocator.DEFAULT))
							.finishAndReleaseAll();
						handlers++;
					}
					return handlers;
				}));
			}
			for (int i = 0; i < 20; i++) {
				this.live.renew();
			}
			done.countDown();
			for (Future<Integer> handlers : made) {
				assertThat(handlers.get(10, TimeUnit.SECONDS)).isPositive();
			}
		}
		finally {
			done.countDown();
			loops.shutdownNow();
			this.live.close();
		}
	}

	@Test
	void openSslWhenMissingIsNamed() throws Exception {
		List<URL> classPath = new ArrayList<>();
		for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
			if (!entry.contains("tcnative")) {
				classPath.add(new File(entry).toURI().toURL());
			}
		}
		try (URLClassLoader without = new URLClassLoader(classPath.toArray(URL[]::new),
				ClassLoader.getPlatformClassLoader())) {
			Class<?> provider = without.loadClass(TlsOptions.Provider.class.getName());
			Method speaksFor = without.loadClass(OpenSslLibrary.class.getName())
				.getDeclaredMethod("speaksFor", provider);
			speaksFor.setAccessible(true);
			Method named = provider.getMethod("valueOf", String.class);
			assertThat(speaksFor.invoke(null, named.invoke(null, "AUTO"))).isEqualTo(false);
			assertThatExceptionOfType(InvocationTargetException.class)
				.isThrownBy(() -> speaksFor.invoke(null, named.invoke(null, "OPENSSL")))
				.havingCause()
				.withMessageStartingWith(
						"OpenSSL is not there (expected: io.netty:netty-tcnative-boringssl-static, with its library for ");
		}
	}

	@Test
	void contextWhenAutoIsOfOpenSslIfThere() throws Exception {
		assertThat(OpenSslLibrary.speaksFor(TlsOptions.Provider.AUTO)).isTrue();
		SslContext context = TlsContexts
			.client(new ClientOptions.Tls(Certificates.server("client"), true, null, TlsOptions.Provider.AUTO));
		assertThat(context).isInstanceOf(ReferenceCountedOpenSslContext.class);
	}

}
