package io.workerman.engine.netty.life;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.WorkerProcess.Lifetime;

/**
 * How many messages a process handles before it begins anew. For any thread.
 */
public final class RequestLimit {

	private final Lifetime lifetime;

	private final AtomicLong due;

	private RequestLimit(Lifetime lifetime, long handled) {
		this.lifetime = lifetime;
		this.due = new AtomicLong(next(handled));
	}

	/**
	 * Begin to count.
	 * @param lifetime how many messages are allowed
	 * @param handled the messages handled before
	 * @return the limit, or {@code null} if there is none
	 */
	public static @Nullable RequestLimit of(Lifetime lifetime, long handled) {
		return (lifetime.maxRequests() > 0) ? new RequestLimit(lifetime, handled) : null;
	}

	private long next(long handled) {
		return handled + this.lifetime.maxRequests() + ThreadLocalRandom.current().nextLong(this.lifetime.grace() + 1L);
	}

	/**
	 * Whether as many messages have been handled, which is so once, and then again after
	 * as many more.
	 * @param handled the messages handled so far
	 * @return whether it is time to begin anew
	 */
	public boolean isReached(long handled) {
		long due = this.due.get();
		return handled >= due && this.due.compareAndSet(due, next(handled));
	}

}
