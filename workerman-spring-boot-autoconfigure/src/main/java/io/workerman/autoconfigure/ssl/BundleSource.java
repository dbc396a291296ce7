package io.workerman.autoconfigure.ssl;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslManagerBundle;

import io.workerman.engine.TlsOptions;

/**
 * Takes the keys of TLS from an SSL bundle, and follows its updates.
 */
public final class BundleSource implements TlsOptions.Source {

	private final SslBundles bundles;

	private final String name;

	private BundleSource(SslBundles bundles, String name) {
		this.bundles = bundles;
		this.name = name;
	}

	/**
	 * Find a bundle.
	 * @param bundles the bundles of the application, or {@code null} if it has none
	 * @param name the name of the bundle
	 * @return a source of what the bundle holds
	 * @throws IllegalArgumentException if there is no such bundle
	 */
	public static BundleSource of(@Nullable SslBundles bundles, String name) {
		List<String> known = (bundles != null) ? bundles.getBundleNames() : List.of();
		if (bundles == null || !known.contains(name)) {
			throw new IllegalArgumentException("There is no SSL bundle '%1$s' (expected %2$s); use one that there is,"
				.formatted(name, known.isEmpty() ? "one that is declared, there are none" : "one of " + quoted(known))
					+ " or declare it: spring.ssl.bundle.pem.%1$s.keystore.certificate and .private-key"
						.formatted(name));
		}
		return new BundleSource(bundles, name);
	}

	private static String quoted(List<String> names) {
		return names.stream().sorted().collect(Collectors.joining("', '", "'", "'"));
	}

	@Override
	public TlsOptions.Material material() {
		return material(this.bundles.getBundle(this.name), true);
	}

	/**
	 * What a bundle holds.
	 * @param bundle the bundle
	 * @param withKeys whether its keys are wanted
	 * @return the material
	 */
	public static TlsOptions.Material material(SslBundle bundle, boolean withKeys) {
		SslManagerBundle managers = bundle.getManagers();
		return new TlsOptions.Material(withKeys ? managers.getKeyManagerFactory() : null,
				managers.getTrustManagerFactory(), list(bundle.getOptions().getEnabledProtocols()),
				list(bundle.getOptions().getCiphers()));
	}

	private static List<String> list(String @Nullable [] values) {
		return (values != null) ? Arrays.asList(values) : List.of();
	}

	@Override
	public void onChange(Runnable action) {
		this.bundles.addBundleUpdateHandler(this.name, (updated) -> action.run());
	}

}
