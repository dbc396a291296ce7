package io.workerman.autoconfigure.client;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

import io.workerman.autoconfigure.ssl.BundleSource;
import io.workerman.engine.TlsOptions.Material;
import io.workerman.engine.client.AsyncTcpConnection;
import io.workerman.engine.client.ClientAddress;
import io.workerman.engine.client.ClientBuilder;
import io.workerman.engine.client.ClientOptions;
import io.workerman.engine.client.ReconnectPolicy;
import io.workerman.engine.websocket.WebSocketOptions.Compression;

/**
 * A client of {@code workerman.clients}.
 *
 * @param name its name
 * @param property the property below which it is declared
 * @param properties its properties
 */
record Client(String name, ConfigurationPropertyName property, ClientProperties properties) {

	private static final ConfigurationPropertyName CLIENTS = ConfigurationPropertyName.of("workerman.clients");

	/**
	 * Bind all clients.
	 * @param environment where they are declared
	 * @return the clients
	 */
	static List<Client> all(Environment environment) {
		Set<ConfigurationPropertyName> declared = new LinkedHashSet<>();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				iterable.stream()
					.filter(CLIENTS::isAncestorOf)
					.map((name) -> name.chop(CLIENTS.getNumberOfElements() + 1))
					.forEach(declared::add);
			}
		}
		Binder binder = Binder.get(environment);
		return declared.stream()
			.map((property) -> new Client(property.getLastElement(Form.ORIGINAL), property,
					binder.bind(property, Bindable.of(ClientProperties.class)).orElseGet(ClientProperties::new)))
			.toList();
	}

	/**
	 * The scheme of the address.
	 * @return the scheme
	 */
	String scheme() {
		return parsedAddress().scheme();
	}

	private ClientAddress parsedAddress() {
		String address = this.properties.getAddress();
		if (address == null) {
			throw new ClientException("The client '%s' has no address".formatted(this.name),
					"Set %s.address to where it shall connect to, such as tcp://127.0.0.1:3306."
						.formatted(this.property));
		}
		return set("address", address, () -> ClientAddress.parse(address));
	}

	/**
	 * Make the connection, or one for each process.
	 * @param bundles the certificates, or {@code null} if there are none
	 * @return the connection
	 */
	AsyncTcpConnection connection(@Nullable SslBundles bundles) {
		parsedAddress();
		ClientBuilder builder = AsyncTcpConnection.builder(String.valueOf(this.properties.getAddress()));
		set("connect-timeout", this.properties.getConnectTimeout(), builder::connectTimeout);
		setSize("max-send-buffer-size", this.properties.getMaxSendBufferSize(), builder::maxSendBufferSize);
		setSize("max-package-size", this.properties.getMaxPackageSize(), builder::maxPackageSize);
		builder.reconnect(reconnect());
		secure(builder, bundles);
		ClientProperties.WebSocket webSocket = this.properties.getWebsocket();
		webSocket.getHeaders()
			.forEach((header, text) -> set("websocket.headers." + header, text,
					(ignored) -> builder.header(header, text)));
		if (webSocket.getOrigin() != null) {
			set("websocket.origin", webSocket.getOrigin(), builder::origin);
		}
		set("websocket.subprotocols", webSocket.getSubprotocols(),
				(offered) -> builder.subprotocols(offered.toArray(String[]::new)));
		set("websocket.ping-interval", webSocket.getPingInterval(), builder::pingInterval);
		compress(builder, webSocket);
		return builder.build();
	}

	private void compress(ClientBuilder builder, ClientProperties.WebSocket webSocket) {
		setSize("websocket.compression-threshold", webSocket.getCompressionThreshold(), Compression::ofThreshold);
		set("websocket.compression-level", webSocket.getCompressionLevel(), Compression::ofLevel);
		Compression compression = webSocket.toCompression();
		if (compression != null) {
			builder.compression(compression);
		}
	}

	private @Nullable ReconnectPolicy reconnect() {
		ClientProperties.Reconnect reconnect = this.properties.getReconnect();
		if (!reconnect.isEnabled()) {
			return null;
		}
		return set("reconnect.delay", reconnect.getDelay(), () -> new ReconnectPolicy(reconnect.getDelay(),
				reconnect.getMultiplier(), reconnect.getMaxDelay(), reconnect.getJitter(), reconnect.getMaxAttempts()));
	}

	private void secure(ClientBuilder builder, @Nullable SslBundles bundles) {
		ClientProperties.Ssl ssl = this.properties.getSsl();
		String wanted = ssl.getBundle();
		if (wanted == null) {
			if (parsedAddress().isTls()) {
				builder.tls(tls(Material.of(null, null)));
			}
			return;
		}
		if (bundles == null) {
			throw invalid("ssl.bundle", wanted, "there are no SSL bundles");
		}
		try {
			AtomicReference<ClientOptions.Tls> current = new AtomicReference<>(tls(bundles.getBundle(wanted)));
			bundles.addBundleUpdateHandler(wanted, (bundle) -> current.set(tls(bundle)));
			builder.tls(current::get);
		}
		catch (NoSuchSslBundleException ex) {
			throw invalid("ssl.bundle", wanted,
					"there is no SSL bundle of that name, declare it below spring.ssl.bundle");
		}
	}

	private ClientOptions.Tls tls(SslBundle bundle) {
		boolean hasKey = bundle.getStores().getKeyStore() != null;
		return tls(BundleSource.material(bundle, hasKey));
	}

	private ClientOptions.Tls tls(Material material) {
		ClientProperties.Ssl ssl = this.properties.getSsl();
		return new ClientOptions.Tls(material, ssl.isVerifyHost(), ssl.getServerName(), ssl.getProvider());
	}

	private <T> void set(String key, T value, Consumer<T> setter) {
		set(key, value, () -> {
			setter.accept(value);
			return value;
		});
	}

	private <T> T set(String key, Object value, Supplier<T> setter) {
		try {
			return setter.get();
		}
		catch (IllegalArgumentException ex) {
			throw invalid(key, value, String.valueOf(ex.getMessage()));
		}
	}

	private void setSize(String key, DataSize value, Consumer<Integer> setter) {
		if (value.toBytes() > Integer.MAX_VALUE) {
			throw invalid(key, value, "it must be less than 2GB");
		}
		set(key, value, (ignored) -> setter.accept((int) value.toBytes()));
	}

	/**
	 * The value of a property is impossible.
	 * @param key the key
	 * @param value the value
	 * @param reason what is wrong with it
	 * @return what to throw
	 */
	InvalidConfigurationPropertyValueException invalid(String key, Object value, String reason) {
		return new InvalidConfigurationPropertyValueException(this.property.append(key).toString(), value, reason);
	}

}
