package io.workerman.leak;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Proves that a leak fails the class in which it happens, and that order does not.
 */
class LeakExtensionTests {

	@Test
	void detectorIsInstalled() {
		UnpooledByteBufAllocator.DEFAULT.heapBuffer(1).release();
		assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
		assertThat(FailingResourceLeakDetector.isInstalled()).isTrue();
	}

	@Test
	void classFailsWhenItLeaksPooledBuffer() {
		assertFailsWithLeak(run(LeaksPooledBuffer.class));
	}

	@Test
	void classFailsWhenItLeaksUnpooledBuffer() {
		assertFailsWithLeak(run(LeaksUnpooledBuffer.class));
	}

	@Test
	void classPassesWhenItReleases() {
		run(Releases.class).assertStatistics((statistics) -> statistics.failed(0).succeeded(2));
	}

	private static Events run(Class<?> testClass) {
		return EngineTestKit.engine("junit-jupiter")
			.configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
			.selectors(DiscoverySelectors.selectClass(testClass))
			.execute()
			.containerEvents();
	}

	private static void assertFailsWithLeak(Events events) {
		assertThat(events.failed().list()).singleElement()
			.extracting((event) -> event.getRequiredPayload(TestExecutionResult.class))
			.satisfies((result) -> assertThat(result.getThrowable()).get()
				.asString()
				.contains("Leaks found after ")
				.contains("ByteBuf was not released before it was garbage-collected"));
	}

	static class LeaksPooledBuffer {

		@Test
		void leak() {
			ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(16);
			buffer.writeByte(1);
		}

	}

	static class LeaksUnpooledBuffer {

		@Test
		void leak() {
			UnpooledByteBufAllocator.DEFAULT.directBuffer(16).writeByte(1);
		}

	}

	static class Releases {

		@Test
		void release() {
			ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(16);
			buffer.writeByte(1);
			buffer.release();
		}

	}

}
