package io.workerman.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.beans.factory.BeanRegistry.SupplierContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

import io.workerman.autoconfigure.framing.FramingProperties;
import io.workerman.autoconfigure.guard.HeartbeatProperties;
import io.workerman.autoconfigure.guard.RateLimitProperties;
import io.workerman.autoconfigure.http.HttpListenerOptions;
import io.workerman.autoconfigure.http.HttpSessionProperties;
import io.workerman.autoconfigure.http.HttpSessionProperties.Store;
import io.workerman.autoconfigure.http.PropertyCheck;
import io.workerman.autoconfigure.http.SessionStoreFactory;
import io.workerman.autoconfigure.ssl.BundleSource;
import io.workerman.autoconfigure.ssl.SslProperties;
import io.workerman.autoconfigure.ssl.SslProperties.ServerNameBundle;
import io.workerman.autoconfigure.websocket.WebSocketProperties;
import io.workerman.context.WorkerCustomizer;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.DispatchOptions;
import io.workerman.engine.Guards.Heartbeat;
import io.workerman.engine.Guards.RateLimit;
import io.workerman.engine.JsonCodec;
import io.workerman.engine.MulticastOptions;
import io.workerman.engine.TlsOptions;
import io.workerman.engine.TlsOptions.ClientAuth;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerBuilder;
import io.workerman.engine.WorkerOptions.Intake;
import io.workerman.engine.WorkerOptions.Logging;
import io.workerman.engine.WorkerOptions.Proxies.Header;
import io.workerman.engine.WorkerProcess.Lifetime;
import io.workerman.engine.WorkersOptions;
import io.workerman.engine.http.HttpProtocol;
import io.workerman.engine.http.SessionStore;
import io.workerman.engine.websocket.WebSocketOptions;
import io.workerman.engine.websocket.WebSocketOptions.Compression;
import io.workerman.engine.websocket.WebSocketProtocol;

/**
 * Registers a {@link Worker} bean for each listener of {@code workerman.listeners}, under
 * the listener's name.
 */
class ListenerRegistrar implements BeanRegistrar {

	private static final String NO_BUNDLE = "it needs ssl.bundle, without which connections are plain";

	@Override
	public void register(BeanRegistry registry, Environment environment) {
		for (Listener listener : Listener.all(environment)) {
			registry.registerBean(listener.name(), Worker.class,
					(spec) -> spec.description("Listener of " + listener.property())
						.supplier((context) -> worker(listener, environment, context)));
		}
	}

	private static Worker worker(Listener listener, Environment environment, SupplierContext context) {
		Worker worker = builder(listener, environment, context).build();
		worker.renewOptions(() -> builder(Listener.find(environment, listener.name()), environment, context).options());
		return worker;
	}

	private static WorkerBuilder builder(Listener listener, Environment environment, SupplierContext context) {
		WorkerBuilder builder = Worker.builder(listener.name());
		Check check = new Check(listener, environment);
		configure(builder, check, context);
		speak(builder, check, context);
		context.beanProvider(LifecycleProperties.class)
			.ifAvailable((lifecycle) -> builder.stopTimeout(lifecycle.getTimeoutPerShutdownPhase()));
		context.beanProvider(WorkerCustomizer.class)
			.orderedStream()
			.forEach((customizer) -> customizer.customize(builder));
		return builder;
	}

	private static void configure(WorkerBuilder builder, Check check, SupplierContext context) {
		Listener listener = check.listener();
		WorkerProperties properties = listener.properties();
		DispatchOptions dispatch = new ListenerDispatch(listener, check.environment(), context).dispatch();
		builder.listen(properties.getAddress())
			.protocol(properties.getProtocol())
			.reusePort(properties.isReusePort())
			.reloadable(properties.isReloadable())
			.autoStart(properties.isAutoStart())
			.proxyProtocol(properties.getProxyProtocol())
			.forwardedHeaders(properties.getForwardedHeaders().toArray(Header[]::new));
		builder.intake(new Intake(properties.isDelayReceive(), properties.getAssign(),
				properties.getShareProcessesWith(), multicast(properties, check), properties.isDedicatedAcceptor()));
		check.set("count", builder::count, new ListenerSharing(listener, check.environment(), context).count());
		check.setSize("wire-log", (bytes) -> builder.logging(new Logging(bytes, properties.getMdc())),
				properties.getWireLog());
		check.set("backlog", builder::backlog, properties.getBacklog());
		check.setSize("max-send-buffer-size", builder::maxSendBufferSize, properties.getMaxSendBufferSize());
		check.setSize("max-package-size", builder::maxPackageSize, properties.getMaxPackageSize());
		check.set("max-connections", builder::maxConnections, properties.getMaxConnections());
		check.set("max-connections-per-ip", builder::maxConnectionsPerIp, properties.getMaxConnectionsPerIp());
		check.set("idle-timeout", builder::idleTimeout, properties.getIdleTimeout());
		check.set("max-pending-messages", (messages) -> builder.dispatch(dispatch.withMaxPendingMessages(messages)),
				properties.getMaxPendingMessages());
		check.set("auth-timeout", builder::authTimeout, properties.getAuthTimeout());
		check.set("write-timeout", builder::writeTimeout, properties.getWriteTimeout());
		check.set("max-requests", (requests) -> builder.lifetime(Lifetime.ofRequests(requests)),
				properties.getMaxRequests());
		if (properties.getMaxRequestsGrace() != null) {
			check.set("max-requests-grace",
					(grace) -> builder.lifetime(new Lifetime(properties.getMaxRequests(), grace)),
					properties.getMaxRequestsGrace());
		}
		check.setEach("trusted-proxies", builder::trustedProxy, properties.getTrustedProxies());
		builder.overflow(properties.getOverflow())
			.tls(tls(properties.getSsl(), check, context.beanProvider(SslBundles.class)));
		guard(builder, properties.getHeartbeat(), speaks("websocket", listener, context), check);
		guard(builder, properties.getRateLimit(), check);
	}

	private static MulticastOptions multicast(WorkerProperties properties, Check check) {
		List<String> groups = properties.getMulticast().getGroups();
		check.setEach("multicast.groups", MulticastOptions::of, groups);
		MulticastOptions multicast = MulticastOptions.of(groups.toArray(String[]::new));
		if (multicast.joins() && !"udp".equalsIgnoreCase(transport(properties))) {
			throw check.invalid("multicast.groups", groups,
					"only a udp address can join groups: use one, or remove multicast");
		}
		String network = properties.getMulticast().getNetworkInterface();
		return (network != null) ? check.get("multicast.network-interface", multicast::on, network) : multicast;
	}

	private static void guard(WorkerBuilder builder, HeartbeatProperties heartbeat, boolean webSocket, Check check) {
		Duration usual = webSocket ? WebSocketProtocol.HEARTBEAT.interval() : Duration.ZERO;
		Duration interval = Objects.requireNonNullElse(heartbeat.getInterval(), usual);
		check.set("heartbeat.interval", Heartbeat::every, interval);
		check.set("heartbeat.payload", Heartbeat.NONE::saying, heartbeat.getPayload());
		check.set("heartbeat.missed-limit", Heartbeat.NONE::closingAfter, heartbeat.getMissedLimit());
		if (webSocket || heartbeat.getInterval() != null) {
			builder.heartbeat(new Heartbeat(interval, heartbeat.getPayload(), heartbeat.getMissedLimit()));
		}
	}

	private static void guard(WorkerBuilder builder, RateLimitProperties limit, Check check) {
		long bytes = limit.getBytesPerSecond().toBytes();
		check.set("rate-limit.messages-per-second", RateLimit::ofMessages, limit.getMessagesPerSecond());
		check.set("rate-limit.bytes-per-second", RateLimit::ofBytes, bytes);
		check.set("rate-limit.burst", RateLimit.NONE::withBurst, limit.getBurst());
		builder.rateLimit(new RateLimit(limit.getMessagesPerSecond(), bytes, limit.getBurst(), limit.getExceeded()));
	}

	/**
	 * A built-in protocol that has properties gets them, unless the application has one
	 * of the same name.
	 */
	private static void speak(WorkerBuilder builder, Check check, SupplierContext context) {
		Listener listener = check.listener();
		frame(builder, check, context);
		if (speaks("http", listener, context)) {
			builder.protocol(http(check, context));
		}
		if (speaks("websocket", listener, context)) {
			WebSocketProperties websocket = listener.properties().getWebsocket();
			check.set("websocket.path", WebSocketOptions::ofPath, websocket.getPath());
			check.setSize("websocket.max-frame-size", WebSocketOptions::ofMaxFrameSize, websocket.getMaxFrameSize());
			check.setSize("websocket.compression-threshold", Compression::ofThreshold,
					websocket.getCompressionThreshold());
			check.set("websocket.compression-level", Compression::ofLevel, websocket.getCompressionLevel());
			builder.protocol(new WebSocketProtocol(websocket.toOptions(), http(check, context)));
		}
	}

	private static void frame(WorkerBuilder builder, Check check, SupplierContext context) {
		Listener listener = check.listener();
		ConnectionProtocol framed = check.get("framing", FramingProperties::toProtocol,
				listener.properties().getFraming());
		if (framed != null) {
			if (!speaks("tcp", listener, context) && !speaks("unix", listener, context)) {
				throw check.invalid("framing", String.valueOf(scheme(listener.properties())),
						"the protocol of the listener has packages of its own: use tcp or unix, or remove framing");
			}
			builder.protocol(framed);
		}
	}

	private static HttpProtocol http(Check check, SupplierContext context) {
		WorkerProperties properties = check.listener().properties();
		HttpSessionProperties session = properties.getHttp().getSession();
		return new HttpProtocol(
				new HttpListenerOptions(properties.getHttp(), check).options(sessions(session, check, context)));
	}

	private static @Nullable SessionStore sessions(HttpSessionProperties session, Check check,
			SupplierContext context) {
		Store store = session.getStore();
		if (store != Store.REDIS) {
			return (store != null) ? null : context.beanProvider(SessionStore.class).getIfAvailable();
		}
		SessionStoreFactory factory = context.beanProvider(SessionStoreFactory.class).getIfAvailable();
		if (factory == null) {
			throw check.invalid("http.session.store", store,
					"it needs Spring Data Redis with Lettuce: add spring-boot-starter-data-redis");
		}
		Supplier<JsonCodec> json = context.bean(WorkersOptions.class).json();
		return check.get("http.session.store",
				(redis) -> factory.create(session.getTimeout(), session.getStoreTimeout(), json), store);
	}

	private static boolean speaks(String builtIn, Listener listener, SupplierContext context) {
		return builtIn.equalsIgnoreCase(scheme(listener.properties()))
				&& context.bean(WorkersOptions.class).protocol(builtIn) == null;
	}

	private static @Nullable String scheme(WorkerProperties properties) {
		return (properties.getProtocol() != null) ? properties.getProtocol() : transport(properties);
	}

	private static @Nullable String transport(WorkerProperties properties) {
		String address = properties.getAddress();
		return (address != null) ? address.substring(0, Math.max(0, address.indexOf("://"))) : null;
	}

	private static @Nullable TlsOptions tls(SslProperties ssl, Check check, ObjectProvider<SslBundles> bundles) {
		if (!ssl.isEnabled()) {
			return null;
		}
		String bundle = ssl.getBundle();
		if (bundle == null) {
			if (ssl.getClientAuth() != ClientAuth.NONE) {
				throw check.invalid("ssl.client-auth", ssl.getClientAuth(), NO_BUNDLE);
			}
			if (!ssl.getServerNameBundles().isEmpty()) {
				throw check.invalid("ssl.server-name-bundles", ssl.getServerNameBundles(), NO_BUNDLE);
			}
			return null;
		}
		TlsOptions.Source source = check.get("ssl.bundle", (name) -> BundleSource.of(bundles.getIfAvailable(), name),
				bundle);
		Map<String, TlsOptions.Source> serverNames = new LinkedHashMap<>();
		for (int i = 0; i < ssl.getServerNameBundles().size(); i++) {
			ServerNameBundle named = ssl.getServerNameBundles().get(i);
			serverNames.put(named.serverName(), check.get("ssl.server-name-bundles[%d].bundle".formatted(i),
					(name) -> BundleSource.of(bundles.getIfAvailable(), name), named.bundle()));
		}
		return check.get("ssl.handshake-timeout",
				(timeout) -> new TlsOptions(source, serverNames, ssl.getClientAuth(), timeout, ssl.getProvider()),
				ssl.getHandshakeTimeout());
	}

	/**
	 * Sets options, and names the property if the value of one is impossible.
	 *
	 * @param listener the listener
	 * @param environment where its properties are set
	 */
	private record Check(Listener listener, Environment environment) implements PropertyCheck {

		@Override
		public <T> void set(String key, Consumer<T> setter, T value) {
			get(key, (given) -> {
				setter.accept(given);
				return given;
			}, value);
		}

		<T, R extends @Nullable Object> R get(String key, Function<T, R> factory, T value) {
			try {
				return factory.apply(value);
			}
			catch (IllegalArgumentException ex) {
				throw invalid(key, value, ex.getMessage());
			}
		}

		/**
		 * The elements of a list in YAML are properties of their own, those of a list in
		 * one line are not.
		 */
		<T> void setEach(String key, Consumer<T> setter, List<T> values) {
			for (int i = 0; i < values.size(); i++) {
				String element = "%s[%d]".formatted(key, i);
				boolean own = ListenerProperty.find(this.environment, this.listener, element) != null;
				set(own ? element : key, setter, values.get(i));
			}
		}

		@Override
		public void setSize(String key, Consumer<Integer> setter, DataSize value) {
			if (value.toBytes() > Integer.MAX_VALUE) {
				throw invalid(key, value, "it must be less than 2GB");
			}
			set(key, setter, (int) value.toBytes());
		}

		private InvalidConfigurationPropertyValueException invalid(String key, Object value, @Nullable String reason) {
			ConfigurationProperty property = ListenerProperty.find(this.environment, this.listener, key);
			String name = (property != null) ? property.getName().toString()
					: this.listener.property().append(key).toString();
			return new InvalidConfigurationPropertyValueException(name, value, (reason != null) ? reason : "");
		}

	}

}
