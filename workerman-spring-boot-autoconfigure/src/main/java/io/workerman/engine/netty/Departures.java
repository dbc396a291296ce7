package io.workerman.engine.netty;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.CloseReason;
import io.workerman.engine.netty.dispatch.Inbox;
import io.workerman.engine.netty.dispatch.Lanes;

/**
 * How everybody leaves a process: the workers that share it, the connections that are
 * being made or open, those whose socket lingers, and those whose callbacks still run on
 * other threads. All methods run on the process.
 */
final class Departures {

	/**
	 * How long callbacks on other threads get when all connections are closed at once.
	 */
	private static final long LAST_CALLBACKS_MILLIS = 500;

	private final NettyProcess process;

	/**
	 * The processes of other workers that share the event loop; other threads add to it.
	 */
	private final Set<NettyProcess> guests = new CopyOnWriteArraySet<>();

	private final Set<DialledConnection> dialling = new HashSet<>();

	private final Set<Channel> lingering = new HashSet<>();

	private final Set<Object> leaving = new HashSet<>();

	private @Nullable Lanes lanes;

	private @Nullable CompletableFuture<Void> drained;

	Departures(NettyProcess process) {
		this.process = process;
	}

	/**
	 * Where datagrams wait that are handled off the process.
	 */
	Lanes lanes() {
		Lanes lanes = this.lanes;
		if (lanes == null) {
			lanes = new Lanes(this.process, this.process.worker().handlerThreads(),
					() -> this.process.handOver(this::lanesIdle));
			this.lanes = lanes;
		}
		return lanes;
	}

	private void lanesIdle() {
		Lanes lanes = this.lanes;
		if (lanes != null && lanes.isIdle()) {
			left(lanes);
		}
	}

	/**
	 * A process of another worker runs on this event loop. For any thread.
	 */
	void arrived(NettyProcess guest) {
		this.guests.add(guest);
	}

	boolean isGuest(NettyWorker worker) {
		return this.guests.stream().anyMatch((guest) -> guest.worker() == worker);
	}

	/**
	 * A process of another worker has stopped. For any thread.
	 */
	void guestLeft(NettyProcess guest) {
		this.guests.remove(guest);
	}

	/**
	 * The process and those of other workers that run on its event loop.
	 */
	List<NettyProcess> together() {
		return Stream
			.concat(Stream.of(this.process),
					this.guests.stream().flatMap((guest) -> guest.departures().together().stream()))
			.toList();
	}

	/**
	 * Stops the workers gracefully of which there are processes here.
	 */
	CompletableFuture<Void> stopGuests(Duration timeout) {
		return CompletableFuture.allOf(List.copyOf(this.guests)
			.stream()
			.map((guest) -> guest.worker().lifecycle().stopGracefully(timeout).toCompletableFuture())
			.toArray(CompletableFuture[]::new));
	}

	/**
	 * Ends at once the workers of which there are processes here.
	 */
	void abandonGuests() {
		List.copyOf(this.guests).forEach((guest) -> guest.worker().lifecycle().abandon());
	}

	/**
	 * The connections that are being made, or wait for that.
	 */
	Set<DialledConnection> dialling() {
		return this.dialling;
	}

	private void stopDialling() {
		this.process.grownUp();
		List.copyOf(this.dialling).forEach(DialledConnection::stop);
	}

	/**
	 * A connection is closed for the application, but its socket lingers.
	 */
	void lingering(Channel channel) {
		this.lingering.add(channel);
		channel.closeFuture().addListener((future) -> {
			this.lingering.remove(channel);
			check();
		});
	}

	/**
	 * Finds whose callbacks run on other threads by now.
	 */
	void eachRunning(Consumer<Inbox> action) {
		Stream.concat(this.process.open().values().stream().map(StreamConnection::linkOrNull), this.leaving.stream())
			.filter(Link.class::isInstance)
			.map((link) -> ((Link) link).dispatch().inbox())
			.filter((inbox) -> inbox != null && !inbox.isResting())
			.forEach(action);
		if (this.lanes != null) {
			this.lanes.eachRunning(action);
		}
	}

	/**
	 * Somebody's callbacks still run on other threads.
	 */
	void leaving(Object who) {
		this.leaving.add(who);
	}

	/**
	 * The last callback has returned.
	 */
	void left(Object who) {
		this.leaving.remove(who);
		check();
	}

	/**
	 * Closes all connections gracefully.
	 * @return completes when they are closed
	 */
	CompletionStage<Void> drain() {
		CompletableFuture<Void> drained = new CompletableFuture<>();
		this.drained = drained;
		stopDialling();
		this.process.open().values().forEach(StreamConnection::drain);
		Lanes lanes = this.lanes;
		if (lanes != null && !lanes.isIdle()) {
			this.leaving.add(lanes);
		}
		check();
		return drained;
	}

	boolean isDraining() {
		return this.drained != null;
	}

	/**
	 * Closes all connections at once.
	 */
	void closeAll() {
		stopDialling();
		CloseReason reason = CloseReason.server(CloseReason.GOING_AWAY, "The server has stopped");
		this.process.open().values().forEach((connection) -> connection.link().lost(reason));
		List.copyOf(this.lingering).forEach(Channel::close);
		List.copyOf(this.guests).forEach((guest) -> guest.departures().closeAll());
		if (!this.leaving.isEmpty() && this.process.isStarted()) {
			this.process.loop().schedule(this::abandon, LAST_CALLBACKS_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	private void abandon() {
		this.leaving.clear();
		check();
	}

	private void check() {
		if (this.drained != null && this.process.open().isEmpty() && this.lingering.isEmpty()
				&& this.leaving.isEmpty()) {
			this.drained.complete(null);
			this.drained = null;
		}
	}

}
