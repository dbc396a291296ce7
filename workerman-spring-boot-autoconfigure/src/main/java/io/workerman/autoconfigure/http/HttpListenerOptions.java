package io.workerman.autoconfigure.http;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.workerman.autoconfigure.http.HttpProperties.Multipart;
import io.workerman.autoconfigure.http.HttpProperties.Root;
import io.workerman.engine.http.Cookie;
import io.workerman.engine.http.HttpOptions;
import io.workerman.engine.http.SessionStore;
import io.workerman.engine.http.files.FileRoot;
import io.workerman.engine.http.form.UploadLimits;
import io.workerman.engine.http.parser.HeadLimits;

/**
 * Makes the options of an http listener of its properties.
 */
public final class HttpListenerOptions {

	private final HttpProperties properties;

	private final PropertyCheck check;

	/**
	 * Create options.
	 * @param properties the properties
	 * @param check names the property if the value of one is impossible
	 */
	public HttpListenerOptions(HttpProperties properties, PropertyCheck check) {
		this.properties = properties;
		this.check = check;
	}

	/**
	 * Make the options.
	 * @param store where sessions are, or {@code null} for the memory
	 * @return the options
	 */
	public HttpOptions options(@Nullable SessionStore store) {
		return new HttpOptions(head(), uploads(), timeouts(), roots(), compression(), sessions(store), http2());
	}

	private HeadLimits head() {
		this.check.setSize("http.max-header-size", HttpListenerOptions::positive, this.properties.getMaxHeaderSize());
		this.check.set("http.max-headers", HttpListenerOptions::positive, this.properties.getMaxHeaders());
		this.check.setSize("http.max-uri-length", HttpListenerOptions::positive, this.properties.getMaxUriLength());
		return new HeadLimits((int) this.properties.getMaxHeaderSize().toBytes(), this.properties.getMaxHeaders(),
				(int) this.properties.getMaxUriLength().toBytes());
	}

	private UploadLimits uploads() {
		Multipart multipart = this.properties.getMultipart();
		this.check.set("http.multipart.max-parts", HttpListenerOptions::notNegative, multipart.getMaxParts());
		this.check.setSize("http.multipart.max-fields-size", HttpListenerOptions::notNegative,
				multipart.getMaxFieldsSize());
		this.check.setSize("http.multipart.file-size-threshold", HttpListenerOptions::notNegative,
				multipart.getFileSizeThreshold());
		Path location = multipart.getLocation();
		if (location != null) {
			this.check.set("http.multipart.location", HttpListenerOptions::directory, location);
		}
		return new UploadLimits(multipart.getMaxParts(), (int) multipart.getMaxFieldsSize().toBytes(),
				(int) multipart.getFileSizeThreshold().toBytes(),
				Objects.requireNonNullElse(location, UploadLimits.DEFAULTS.directory()));
	}

	private HttpOptions.Timeouts timeouts() {
		this.check.set("http.header-timeout", HttpListenerOptions::notNegative, this.properties.getHeaderTimeout());
		this.check.set("http.body-timeout", HttpListenerOptions::notNegative, this.properties.getBodyTimeout());
		this.check.setSize("http.min-body-rate", HttpListenerOptions::notNegative, this.properties.getMinBodyRate());
		this.check.set("http.keep-alive-timeout", HttpListenerOptions::notNegative,
				this.properties.getKeepAliveTimeout());
		return new HttpOptions.Timeouts(this.properties.getHeaderTimeout(), this.properties.getBodyTimeout(),
				(int) this.properties.getMinBodyRate().toBytes(), this.properties.getKeepAliveTimeout());
	}

	private List<FileRoot> roots() {
		List<FileRoot> roots = new ArrayList<>();
		for (Root root : this.properties.getRoots()) {
			String key = "http.roots[%d].".formatted(roots.size());
			Path path = Objects.requireNonNullElse(root.getPath(), Path.of(""));
			this.check.set(key + "path", HttpListenerOptions::directory, path);
			FileRoot of = FileRoot.of(path);
			this.check.set(key + "prefix", of::prefix, root.getPrefix());
			roots.add(of.prefix(root.getPrefix())
				.host(root.getHost())
				.index(root.getIndex())
				.spaFallback(root.isSpaFallback())
				.listing(root.isDirectoryListing()));
		}
		return roots;
	}

	private HttpOptions.Compression compression() {
		HttpProperties.Compression compression = this.properties.getCompression();
		this.check.setSize("http.compression.min-size", HttpListenerOptions::notNegative, compression.getMinSize());
		return new HttpOptions.Compression(compression.isEnabled(), (int) compression.getMinSize().toBytes(),
				compression.getTypes());
	}

	private HttpOptions.Sessions sessions(@Nullable SessionStore store) {
		HttpSessionProperties.Cookie properties = this.properties.getSession().getCookie();
		this.check.set("http.session.timeout", HttpListenerOptions::positive,
				this.properties.getSession().getTimeout());
		this.check.set("http.session.cookie.name", (name) -> Cookie.of(name, ""), properties.getName());
		Cookie cookie = Cookie.of(properties.getName(), "")
			.httpOnly(properties.isHttpOnly())
			.secure(properties.isSecure())
			.sameSite(properties.getSameSite());
		this.check.set("http.session.cookie.path", cookie::path, properties.getPath());
		cookie = cookie.path(properties.getPath());
		if (properties.getDomain() != null) {
			this.check.set("http.session.cookie.domain", cookie::domain, properties.getDomain());
			cookie = cookie.domain(properties.getDomain());
		}
		if (properties.getMaxAge() != null) {
			this.check.set("http.session.cookie.max-age", HttpListenerOptions::notNegative, properties.getMaxAge());
			cookie = cookie.maxAge(properties.getMaxAge());
		}
		return new HttpOptions.Sessions(cookie, this.properties.getSession().getTimeout(), store);
	}

	private HttpOptions.Http2 http2() {
		HttpProperties.Http2 http2 = this.properties.getHttp2();
		this.check.set("http.http2.max-concurrent-streams", HttpListenerOptions::positive,
				http2.getMaxConcurrentStreams());
		return new HttpOptions.Http2(http2.isEnabled(), http2.getMaxConcurrentStreams());
	}

	private static void positive(int value) {
		require(value > 0, "it must be greater than 0");
	}

	private static void positive(Duration value) {
		require(!value.isNegative() && !value.isZero(), "it must be greater than 0");
	}

	private static void notNegative(int value) {
		require(value >= 0, "it must not be negative");
	}

	private static void notNegative(Duration value) {
		require(!value.isNegative(), "it must not be negative");
	}

	private static void directory(Path path) {
		require(!path.toString().isEmpty(), "it must be set to a directory");
		require(Files.isDirectory(path), "it must be a directory that exists");
	}

	private static void require(boolean condition, String reason) {
		if (!condition) {
			throw new IllegalArgumentException(reason);
		}
	}

}
