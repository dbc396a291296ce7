package io.workerman.autoconfigure.ssl;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.mockito.ArgumentMatchers;
import org.mockito.BDDMockito;
import org.mockito.Mockito;
import org.springframework.boot.ssl.SslBundles;

/**
 * Tests for {@link BundleSource}.
 */
class BundleSourceTests {

	private final SslBundles bundles = Mockito.mock(SslBundles.class);

	@Test
	void sourceWhenNobodyWantsToKnowOfChangesIsNotToldOfThem() {
		BDDMockito.given(this.bundles.getBundleNames()).willReturn(List.of("web"));
		BundleSource source = BundleSource.of(this.bundles, "web");
		BDDMockito.then(this.bundles)
			.should(Mockito.never())
			.addBundleUpdateHandler(ArgumentMatchers.any(), ArgumentMatchers.any());
		source.onChange(() -> {
		});
		BDDMockito.then(this.bundles)
			.should()
			.addBundleUpdateHandler(ArgumentMatchers.eq("web"), ArgumentMatchers.any());
	}

}
