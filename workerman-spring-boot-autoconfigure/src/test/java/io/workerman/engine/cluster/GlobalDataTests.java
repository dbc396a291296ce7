package io.workerman.engine.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import io.workerman.engine.JsonCodec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Shared data in memory.
 */
class GlobalDataTests {

	protected GlobalData data() {
		return new GlobalData(new LocalValues(), JsonCodec::standard, Duration.ofSeconds(5));
	}

	private static <T> T done(CompletionStage<T> stage) throws Exception {
		return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
	}

	@Test
	@DisplayName("GD-07 the sequence of the manual")
	void sampleSequence() throws Exception {
		GlobalData data = data();
		assertThat(done(data.isset("abc"))).isFalse();
		done(data.set("abc", List.of(1, 2, 3)));
		assertThat(data.get("abc", Object.class)).isEqualTo(List.of(1, 2, 3));
		assertThat(done(data.unset("abc"))).isTrue();
		assertThat(done(data.add("abc", 10))).isTrue();
		assertThat(done(data.increment("abc", 2))).isEqualTo(OptionalLong.of(12));
		assertThat(done(data.cas("abc", 12L, 18))).isTrue();
		assertThat(data.get("abc", Integer.class)).isEqualTo(18);
	}

	@Test
	@DisplayName("GD-03, GD-04 a variable that is null is not set")
	void nullIsNotSet() throws Exception {
		GlobalData data = data();
		assertThat(data.get("k", String.class)).isNull();
		done(data.set("k", "v"));
		assertThat(done(data.add("k", "w"))).isFalse();
		assertThat(data.get("k", String.class)).isEqualTo("v");
		done(data.set("k", null));
		assertThat(done(data.isset("k"))).isFalse();
		assertThat(done(data.add("k", "w"))).isTrue();
	}

	@Test
	@DisplayName("GD-05 increment")
	void incrementCountsWhatIsNoNumberAsZero() throws Exception {
		GlobalData data = data();
		assertThat(done(data.increment("n"))).isEmpty();
		done(data.set("n", "text"));
		assertThat(done(data.increment("n"))).isEqualTo(OptionalLong.of(1));
		assertThat(done(data.increment("n", -1))).isEqualTo(OptionalLong.of(0));
	}

	@Test
	@DisplayName("GD-06 cas compares JSON, and creates what is missing")
	void casComparesJson() throws Exception {
		GlobalData data = data();
		assertThat(done(data.cas("k", 1, 2))).isFalse();
		assertThat(done(data.cas("k", null, 2))).isTrue();
		assertThat(done(data.cas("k", null, 3))).isFalse();
		Map<String, Object> one = new LinkedHashMap<>();
		one.put("b", List.of(1, Map.of("x", "}\",{\\")));
		one.put("a", 1.50);
		Map<String, Object> other = new LinkedHashMap<>();
		other.put("a", 1.50);
		other.put("b", List.of(1, Map.of("x", "}\",{\\")));
		done(data.set("k", one));
		assertThat(done(data.cas("k", other, "new"))).isTrue();
		assertThat(data.get("k", String.class)).isEqualTo("new");
		assertThat(done(data.cas("k", "other", 1))).isFalse();
	}

	@Test
	void canonicalJsonIsThatOfIndentedJson() {
		JsonMapper indenting = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
		Object value = Map.of("a", List.of(1, Map.of("b", true)), "c", Map.of(), "d", List.of());
		assertThat(CanonicalJson.of(indenting.writeValueAsString(value)))
			.isEqualTo("{\"a\":[1,{\"b\":true}],\"c\":{},\"d\":[]}");
	}

	@Test
	@DisplayName("GD-06 no update is lost")
	void casLoopLosesNothing() throws Exception {
		GlobalData data = data();
		done(data.set("list", List.of()));
		List<Thread> threads = IntStream.range(0, 4).mapToObj((writer) -> new Thread(() -> {
			for (int i = 0; i < 50; i++) {
				addTo(data, writer + "-" + i);
			}
		})).toList();
		threads.forEach(Thread::start);
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(data.get("list", Object[].class)).hasSize(200).doesNotHaveDuplicates();
	}

	@SuppressWarnings("unchecked")
	private static void addTo(GlobalData data, String member) {
		List<Object> old;
		List<Object> changed;
		do {
			old = data.get("list", List.class);
			changed = new ArrayList<>(old);
			changed.add(member);
		}
		while (!data.cas("list", old, changed).toCompletableFuture().join());
	}

	@Test
	void valueWithLifetimeEnds() throws Exception {
		GlobalData data = data();
		done(data.set("k", 1, Duration.ofMillis(200)));
		assertThat(done(data.add("k", 2))).isFalse();
		assertThat(done(data.increment("k"))).isEqualTo(OptionalLong.of(2));
		Awaitility.await().until(() -> data.get("k", Integer.class) == null);
		assertThat(done(data.increment("k"))).isEmpty();
		assertThat(done(data.add("k", 2, Duration.ofMinutes(1)))).isTrue();
		assertThatIllegalArgumentException().isThrownBy(() -> data.set("k", 1, Duration.ZERO));
	}

}
