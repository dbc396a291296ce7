package io.workerman.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.core.ReactiveRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.data.redis.serializer.RedisSerializationContext;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import io.workerman.engine.http.Session;
import io.workerman.engine.http.SessionStore;

/**
 * Sessions in Redis, each a hash with a field for each value. Only the values that have
 * changed are written, so that requests that use one session at the same time do not undo
 * what the others do. Redis forgets a session that was not used.
 */
public final class RedisSessionStore implements SessionStore {

	private static final Log logger = LogFactory.getLog(RedisSessionStore.class);

	private static final String PREFIX = "workerman:session:";

	/**
	 * A session without values is a session too.
	 */
	private static final String BEGUN = "begun";

	private static final String VALUE = "value:";

	/**
	 * A session that has ended meanwhile, perhaps by a logout, does not begin again.
	 */
	private static final RedisScript<Long> SAVE = RedisScript.of("""
			if ARGV[2] == 'known' and redis.call('EXISTS', KEYS[1]) == 0 then
				return 0
			end
			local next = 4 + ARGV[3]
			for i = 4, next - 1 do
				redis.call('HDEL', KEYS[1], ARGV[i])
			end
			for i = next, #ARGV, 2 do
				redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
			end
			redis.call('PEXPIRE', KEYS[1], ARGV[1])
			return 1
			""", Long.class);

	private final ReactiveRedisTemplate<String, String> redis;

	private final SessionValues values;

	private final Duration lifetime;

	private final Duration timeout;

	/**
	 * Create a store.
	 * @param connections connects to Redis
	 * @param values writes and reads values
	 * @param lifetime how long a session lives without being used
	 * @param timeout how long Redis may take over an answer
	 */
	public RedisSessionStore(ReactiveRedisConnectionFactory connections, SessionValues values, Duration lifetime,
			Duration timeout) {
		this.redis = new ReactiveRedisTemplate<>(connections, RedisSerializationContext.string());
		this.values = values;
		this.lifetime = lifetime;
		this.timeout = timeout;
		connect();
	}

	/**
	 * The first connection takes longer than an answer, and should not meet a client.
	 */
	private void connect() {
		this.redis.hasKey(PREFIX).subscribeOn(Schedulers.boundedElastic()).subscribe((known) -> {
		}, (failure) -> logger.warn("Sessions cannot be found or kept before Redis answers: " + failure.getMessage()));
	}

	@Override
	public boolean isRemote() {
		return true;
	}

	@Override
	public CompletionStage<Optional<Session>> find(String id) {
		String key = PREFIX + id;
		return ask(Mono.zip(this.redis.<String, String>opsForHash().entries(key).collectList(),
				this.redis.expire(key, this.lifetime), (fields, known) -> session(id, fields)));
	}

	private Optional<Session> session(String id, List<Map.Entry<String, String>> fields) {
		if (fields.isEmpty()) {
			return Optional.empty();
		}
		Map<String, Object> values = new HashMap<>();
		for (Map.Entry<String, String> field : fields) {
			if (field.getKey().startsWith(VALUE)) {
				String key = field.getKey().substring(VALUE.length());
				Object value = this.values.read(key, field.getValue());
				if (value != null) {
					values.put(key, value);
				}
			}
		}
		return Optional.of(Session.of(id, values));
	}

	@Override
	public CompletionStage<?> save(Session session, Set<String> changed) {
		if (!session.isNew() && changed.isEmpty()) {
			return CompletableFuture.completedStage(true);
		}
		List<String> deleted = new ArrayList<>();
		List<String> set = new ArrayList<>();
		if (session.isNew()) {
			set.addAll(List.of(BEGUN, Long.toString(System.currentTimeMillis())));
		}
		for (String key : changed) {
			Object value = session.get(key);
			if (value == null) {
				deleted.add(VALUE + key);
			}
			else {
				set.addAll(List.of(VALUE + key, this.values.write(key, value)));
			}
		}
		List<String> arguments = new ArrayList<>(List.of(Long.toString(this.lifetime.toMillis()),
				session.isNew() ? "new" : "known", Integer.toString(deleted.size())));
		arguments.addAll(deleted);
		arguments.addAll(set);
		return ask(this.redis.execute(SAVE, List.of(PREFIX + session.id()), arguments).then(Mono.just(true)));
	}

	@Override
	public CompletionStage<?> delete(String id) {
		return ask(this.redis.delete(PREFIX + id));
	}

	/**
	 * Even to ask for a connection may block, until there is one.
	 */
	@SuppressWarnings("NullAway") // an empty Mono completes with null
	private <T> CompletionStage<T> ask(Mono<T> answer) {
		return answer.subscribeOn(Schedulers.boundedElastic())
			.toFuture()
			.orTimeout(this.timeout.toMillis(), TimeUnit.MILLISECONDS);
	}

}
