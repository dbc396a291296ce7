package io.workerman.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the metadata from which an IDE completes and explains keys.
 */
class ConfigurationMetadataTests {

	@Test
	void everyKeyHasDescriptionAndType() throws IOException {
		assertThat(properties()).isNotEmpty().allSatisfy((property) -> {
			assertThat(property).containsKeys("description", "type");
			assertThat(property.get("description").toString()).endsWith(".").isNotBlank();
		});
	}

	@Test
	void keysOfListenersAreDocumentedByTheDefaults() throws IOException {
		assertThat(properties()).extracting((property) -> property.get("name").toString())
			.contains("workerman.enabled", "workerman.transport", "workerman.blocked-loop-threshold",
					"workerman.defaults.dispatch", "workerman.defaults.executor",
					"workerman.defaults.max-pending-messages", "workerman.listeners", "workerman.defaults.address",
					"workerman.defaults.count", "workerman.defaults.reuse-port", "workerman.defaults.reloadable",
					"workerman.defaults.auto-start", "workerman.defaults.backlog",
					"workerman.defaults.max-send-buffer-size", "workerman.defaults.http.max-headers",
					"workerman.defaults.http.roots", "workerman.defaults.http.session.cookie.same-site",
					"workerman.defaults.max-package-size", "workerman.defaults.protocol",
					"workerman.defaults.proxy-protocol", "workerman.defaults.trusted-proxies",
					"workerman.defaults.forwarded-headers", "workerman.defaults.ssl.enabled",
					"workerman.defaults.ssl.bundle", "workerman.defaults.ssl.client-auth",
					"workerman.defaults.ssl.server-name-bundles", "workerman.defaults.ssl.handshake-timeout");
	}

	@Test
	void keysWithDefaultValueSayIt() throws IOException {
		assertThat(properties())
			.filteredOn((property) -> !List
				.of("workerman.listeners", "workerman.clients", "workerman.defaults.address",
						"workerman.defaults.protocol", "workerman.defaults.framing.delimiter",
						"workerman.defaults.share-processes-with", "workerman.defaults.multicast.network-interface",
						"workerman.defaults.websocket.path", "workerman.defaults.ssl.bundle",
						"workerman.defaults.heartbeat.interval", "workerman.defaults.max-requests-grace",
						"workerman.defaults.http.multipart.location", "workerman.defaults.http.session.cookie.domain",
						"workerman.defaults.http.session.cookie.max-age",
						"workerman.defaults.http.session.cookie.secure", "workerman.defaults.http.session.store")
				.contains(property.get("name").toString()))
			.filteredOn((property) -> !property.get("type").toString().matches("java.util.(List|Set)<.*"))
			.allSatisfy((property) -> assertThat(property).containsKey("defaultValue"));
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> properties() throws IOException {
		try (InputStream metadata = ConfigurationMetadataTests.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			Map<String, Object> document = JsonMapper.shared().readValue(metadata, Map.class);
			return (List<Map<String, Object>>) document.get("properties");
		}
	}

}
