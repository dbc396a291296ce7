package io.workerman.redis;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.core.script.RedisScript;

import io.workerman.engine.cluster.SharedValues;

/**
 * Shared variables in Redis, each a key.
 */
public final class RedisValues implements SharedValues {

	private static final String KEY = "local k = KEYS[1] .. 'data:' .. ARGV[1]\n";

	private static final RedisScript<Object> GET = RedisScript.of(KEY + """
			local value = redis.call('GET', k)
			if not value then
				return {}
			end
			return {value}
			""", Object.class);

	private static final RedisScript<Long> SET = RedisScript.of(KEY + """
			if ARGV[4] == 'add' and redis.call('EXISTS', k) == 1 then
				return 0
			end
			if ARGV[3] == '0' then
				redis.call('SET', k, ARGV[2])
			else
				redis.call('SET', k, ARGV[2], 'PX', ARGV[3])
			end
			return 1
			""", Long.class);

	private static final RedisScript<Long> CAS = RedisScript.of(KEY + """
			local old = redis.call('GET', k)
			if ARGV[3] == 'missing' then
				if old then
					return 0
				end
			elseif old ~= ARGV[4] then
				return 0
			end
			redis.call('SET', k, ARGV[2], 'KEEPTTL')
			return 1
			""", Long.class);

	private static final RedisScript<Object> INCREMENT = RedisScript.of(KEY + """
			local old = redis.call('GET', k)
			if not old then
				return {}
			end
			if not string.match(old, '^%-?%d+$') then
				redis.call('SET', k, '0', 'KEEPTTL')
			end
			return {redis.call('INCRBY', k, ARGV[2])}
			""", Object.class);

	private static final RedisScript<Long> UNSET = RedisScript.of(KEY + "return redis.call('DEL', k)", Long.class);

	private final RedisLink link;

	/**
	 * Create the variables.
	 * @param link the link
	 */
	public RedisValues(RedisLink link) {
		this.link = link;
	}

	@Override
	public CompletionStage<Optional<String>> get(String key) {
		return this.link.<List<ByteBuffer>>run(GET, ReturnType.MULTI, key)
			.thenApply((found) -> found.stream().findFirst().map(RedisLink::text));
	}

	@Override
	public CompletionStage<Void> set(String key, String value, @Nullable Duration lifetime) {
		return this.link.<Long>run(SET, ReturnType.INTEGER, key, value, millis(lifetime), "set").thenAccept((done) -> {
		});
	}

	@Override
	public CompletionStage<Boolean> add(String key, String value, @Nullable Duration lifetime) {
		return done(this.link.run(SET, ReturnType.INTEGER, key, value, millis(lifetime), "add"));
	}

	@Override
	public CompletionStage<Boolean> cas(String key, @Nullable String expected, String value) {
		return done(this.link.run(CAS, ReturnType.INTEGER, key, value, (expected != null) ? "equal" : "missing",
				(expected != null) ? expected : ""));
	}

	@Override
	public CompletionStage<OptionalLong> increment(String key, long step) {
		return this.link.<List<Long>>run(INCREMENT, ReturnType.MULTI, key, step)
			.thenApply((numbers) -> numbers.isEmpty() ? OptionalLong.empty() : OptionalLong.of(numbers.get(0)));
	}

	@Override
	public CompletionStage<Boolean> unset(String key) {
		return done(this.link.run(UNSET, ReturnType.INTEGER, key));
	}

	private static long millis(@Nullable Duration lifetime) {
		return (lifetime != null) ? lifetime.toMillis() : 0;
	}

	private static CompletionStage<Boolean> done(CompletionStage<Long> done) {
		return done.thenApply((number) -> number == 1);
	}

}
