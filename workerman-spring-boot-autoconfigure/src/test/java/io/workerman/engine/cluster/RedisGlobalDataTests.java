package io.workerman.engine.cluster;

import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;

import io.workerman.autoconfigure.cluster.WorkermanPushAutoConfiguration;
import io.workerman.autoconfigure.cluster.WorkermanRedisClusterAutoConfiguration;
import io.workerman.peer.Application;
import io.workerman.redis.RedisPeer;

/**
 * Shared data in a real Redis: the same as in memory.
 */
class RedisGlobalDataTests extends GlobalDataTests {

	private static RedisPeer redis;

	private Application application;

	@BeforeAll
	static void start() throws Exception {
		redis = new RedisPeer();
	}

	@AfterAll
	static void stop() throws Exception {
		redis.close();
	}

	@Override
	protected GlobalData data() {
		this.application = Application.run(
				List.of("workerman.cluster.type=redis", "workerman.cluster.name=" + UUID.randomUUID(),
						"spring.data.redis.port=" + redis.port()),
				DataRedisAutoConfiguration.class, DataRedisReactiveAutoConfiguration.class,
				WorkermanRedisClusterAutoConfiguration.class, WorkermanPushAutoConfiguration.class);
		return this.application.bean(GlobalData.class);
	}

	@AfterEach
	void close() {
		if (this.application != null) {
			this.application.close();
		}
	}

}
