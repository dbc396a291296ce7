package io.workerman.autoconfigure.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.util.unit.DataSize;

import io.workerman.engine.http.HttpOptions;

/**
 * Properties of the HTTP of a listener.
 */
public class HttpProperties {

	/**
	 * Size that the header of a request, with the request line, must not reach.
	 */
	private DataSize maxHeaderSize = DataSize.ofKilobytes(16);

	/**
	 * Number of header fields that a request may have.
	 */
	private int maxHeaders = 200;

	/**
	 * Length that the target of a request may have.
	 */
	private DataSize maxUriLength = DataSize.ofKilobytes(8);

	/**
	 * Time in which the header of a request has to come, and the first request after
	 * connecting, zero for any.
	 */
	private Duration headerTimeout = Duration.ofSeconds(20);

	/**
	 * Time over which the rate of a body is measured that is coming, zero for any rate.
	 */
	private Duration bodyTimeout = Duration.ofSeconds(20);

	/**
	 * Bytes of a body that have to come in a second on average.
	 */
	private DataSize minBodyRate = DataSize.ofBytes(240);

	/**
	 * Time after which a connection is closed on which no next request comes, zero for
	 * never.
	 */
	private Duration keepAliveTimeout = Duration.ofSeconds(60);

	/**
	 * Forms with files.
	 */
	private final Multipart multipart = new Multipart();

	/**
	 * Directories whose files are served.
	 */
	private List<Root> roots = new ArrayList<>();

	/**
	 * Compression of responses.
	 */
	private final Compression compression = new Compression();

	/**
	 * Sessions.
	 */
	@NestedConfigurationProperty
	private final HttpSessionProperties session = new HttpSessionProperties();

	/**
	 * HTTP/2.
	 */
	private final Http2 http2 = new Http2();

	public DataSize getMaxHeaderSize() {
		return this.maxHeaderSize;
	}

	public void setMaxHeaderSize(DataSize maxHeaderSize) {
		this.maxHeaderSize = maxHeaderSize;
	}

	public int getMaxHeaders() {
		return this.maxHeaders;
	}

	public void setMaxHeaders(int maxHeaders) {
		this.maxHeaders = maxHeaders;
	}

	public DataSize getMaxUriLength() {
		return this.maxUriLength;
	}

	public void setMaxUriLength(DataSize maxUriLength) {
		this.maxUriLength = maxUriLength;
	}

	public Duration getHeaderTimeout() {
		return this.headerTimeout;
	}

	public void setHeaderTimeout(Duration headerTimeout) {
		this.headerTimeout = headerTimeout;
	}

	public Duration getBodyTimeout() {
		return this.bodyTimeout;
	}

	public void setBodyTimeout(Duration bodyTimeout) {
		this.bodyTimeout = bodyTimeout;
	}

	public DataSize getMinBodyRate() {
		return this.minBodyRate;
	}

	public void setMinBodyRate(DataSize minBodyRate) {
		this.minBodyRate = minBodyRate;
	}

	public Duration getKeepAliveTimeout() {
		return this.keepAliveTimeout;
	}

	public void setKeepAliveTimeout(Duration keepAliveTimeout) {
		this.keepAliveTimeout = keepAliveTimeout;
	}

	public Multipart getMultipart() {
		return this.multipart;
	}

	public List<Root> getRoots() {
		return this.roots;
	}

	public void setRoots(List<Root> roots) {
		this.roots = roots;
	}

	public Compression getCompression() {
		return this.compression;
	}

	public HttpSessionProperties getSession() {
		return this.session;
	}

	public Http2 getHttp2() {
		return this.http2;
	}

	/**
	 * Properties of forms with files.
	 */
	public static class Multipart {

		/**
		 * Number of parts that a form may have.
		 */
		private int maxParts = 1024;

		/**
		 * Size of all fields of a form together that are no files.
		 */
		private DataSize maxFieldsSize = DataSize.ofMegabytes(2);

		/**
		 * Size above which the files of a form are on the disk.
		 */
		private DataSize fileSizeThreshold = DataSize.ofKilobytes(256);

		/**
		 * Directory for files of forms until the request is answered. By default that of
		 * the system for temporary files.
		 */
		private @Nullable Path location;

		public int getMaxParts() {
			return this.maxParts;
		}

		public void setMaxParts(int maxParts) {
			this.maxParts = maxParts;
		}

		public DataSize getMaxFieldsSize() {
			return this.maxFieldsSize;
		}

		public void setMaxFieldsSize(DataSize maxFieldsSize) {
			this.maxFieldsSize = maxFieldsSize;
		}

		public DataSize getFileSizeThreshold() {
			return this.fileSizeThreshold;
		}

		public void setFileSizeThreshold(DataSize fileSizeThreshold) {
			this.fileSizeThreshold = fileSizeThreshold;
		}

		public @Nullable Path getLocation() {
			return this.location;
		}

		public void setLocation(@Nullable Path location) {
			this.location = location;
		}

	}

	/**
	 * Properties of a directory whose files are served.
	 */
	public static class Root {

		/**
		 * Host name for which the directory is, empty for all. A host that no root has
		 * gets the first.
		 */
		private String host = "";

		/**
		 * Path of a request below which the directory is.
		 */
		private String prefix = "/";

		/**
		 * Directory whose files are served.
		 */
		private @Nullable Path path;

		/**
		 * Files that stand for a directory, the first that exists does.
		 */
		private List<String> index = new ArrayList<>(List.of("index.html"));

		/**
		 * Whether pages that do not exist are answered with the index file of the
		 * directory.
		 */
		private boolean spaFallback;

		/**
		 * Whether directories without an index file are listed.
		 */
		private boolean directoryListing;

		public String getHost() {
			return this.host;
		}

		public void setHost(String host) {
			this.host = host;
		}

		public String getPrefix() {
			return this.prefix;
		}

		public void setPrefix(String prefix) {
			this.prefix = prefix;
		}

		public @Nullable Path getPath() {
			return this.path;
		}

		public void setPath(@Nullable Path path) {
			this.path = path;
		}

		public List<String> getIndex() {
			return this.index;
		}

		public void setIndex(List<String> index) {
			this.index = index;
		}

		public boolean isSpaFallback() {
			return this.spaFallback;
		}

		public void setSpaFallback(boolean spaFallback) {
			this.spaFallback = spaFallback;
		}

		public boolean isDirectoryListing() {
			return this.directoryListing;
		}

		public void setDirectoryListing(boolean directoryListing) {
			this.directoryListing = directoryListing;
		}

	}

	/**
	 * Properties of compression.
	 */
	public static class Compression {

		/**
		 * Whether to compress responses for clients that take gzip.
		 */
		private boolean enabled;

		/**
		 * Least size of a response that is compressed.
		 */
		private DataSize minSize = DataSize.ofKilobytes(2);

		/**
		 * Content types of the responses that are compressed; "text/*" is all texts.
		 */
		private List<String> types = new ArrayList<>(HttpOptions.Compression.TYPES);

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public DataSize getMinSize() {
			return this.minSize;
		}

		public void setMinSize(DataSize minSize) {
			this.minSize = minSize;
		}

		public List<String> getTypes() {
			return this.types;
		}

		public void setTypes(List<String> types) {
			this.types = types;
		}

	}

	/**
	 * Properties of HTTP/2.
	 */
	public static class Http2 {

		/**
		 * Whether to speak HTTP/2 with clients that ask for it, beside HTTP/1.1.
		 */
		private boolean enabled;

		/**
		 * Number of requests that a connection may have at a time.
		 */
		private int maxConcurrentStreams = 100;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public int getMaxConcurrentStreams() {
			return this.maxConcurrentStreams;
		}

		public void setMaxConcurrentStreams(int maxConcurrentStreams) {
			this.maxConcurrentStreams = maxConcurrentStreams;
		}

	}

}
