package io.workerman.autoconfigure.guard;

import java.time.Duration;

import org.springframework.util.unit.DataSize;

import io.workerman.engine.Guards.RateLimit.Exceeded;

/**
 * Properties of the rate limit.
 */
public class RateLimitProperties {

	/**
	 * Number of messages that a connection may send in a second, 0 for no limit.
	 */
	private long messagesPerSecond;

	/**
	 * Number of bytes that a connection may send in a second, 0 for no limit.
	 */
	private DataSize bytesPerSecond = DataSize.ofBytes(0);

	/**
	 * Time that a connection may be ahead of the limit: so much may come at once.
	 */
	private Duration burst = Duration.ofSeconds(1);

	/**
	 * What happens to a connection that is faster.
	 */
	private Exceeded exceeded = Exceeded.PAUSE;

	public long getMessagesPerSecond() {
		return this.messagesPerSecond;
	}

	public void setMessagesPerSecond(long messagesPerSecond) {
		this.messagesPerSecond = messagesPerSecond;
	}

	public DataSize getBytesPerSecond() {
		return this.bytesPerSecond;
	}

	public void setBytesPerSecond(DataSize bytesPerSecond) {
		this.bytesPerSecond = bytesPerSecond;
	}

	public Duration getBurst() {
		return this.burst;
	}

	public void setBurst(Duration burst) {
		this.burst = burst;
	}

	public Exceeded getExceeded() {
		return this.exceeded;
	}

	public void setExceeded(Exceeded exceeded) {
		this.exceeded = exceeded;
	}

}
