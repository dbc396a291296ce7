package io.workerman.engine.netty;

import java.net.SocketAddress;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

import javax.net.ssl.SSLSession;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.Callbacks;
import io.workerman.engine.CloseReason;
import io.workerman.engine.CodecContext;
import io.workerman.engine.Connection;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.HandshakeRequest;
import io.workerman.engine.JsonCodec;
import io.workerman.engine.MessageHandler;
import io.workerman.engine.PayloadView;
import io.workerman.engine.ProtocolException;
import io.workerman.engine.netty.flow.Occupancy;
import io.workerman.engine.netty.flow.SendBudget;
import io.workerman.engine.netty.tls.Secured;

/**
 * What a connection shows to its codec.
 */
final class CodecSide implements CodecContext {

	private final Link link;

	/**
	 * What the connections that travel on this one may hold together.
	 */
	private @Nullable SendBudget budget;

	CodecSide(Link link) {
		this.link = link;
	}

	@Override
	public Connection connection() {
		return this.link.connection();
	}

	@Override
	public void remoteAddress(SocketAddress client) {
		this.link.remoteAddress(client);
	}

	@Override
	public int maxPackageSize() {
		return this.link.maxPackageSize();
	}

	@Override
	public PayloadView view(boolean text) {
		return this.link.connection().view(text);
	}

	@Override
	public boolean takesRequests() {
		MessageHandler handler = this.link.messageHandler();
		return handler != null && handler.takesRequests();
	}

	@Override
	public long now() {
		NettyProcess process = this.link.process();
		return process.inProcess() ? process.burst().now() : System.nanoTime();
	}

	@Override
	public @Nullable String applicationProtocol() {
		Secured secured = this.link.secured();
		return (secured != null) ? secured.protocol() : null;
	}

	@Override
	public JsonCodec json() {
		return this.link.worker().json();
	}

	@Override
	public ByteBuf answer() {
		this.link.sendBuffer().gather();
		return this.link.sendBuffer().burst();
	}

	@Override
	public void cork() {
		this.link.sendBuffer().hold(true);
	}

	@Override
	public void uncork() {
		this.link.sendBuffer().uncork();
		this.link.connection().established(this.link);
	}

	@Override
	public void dropHeld() {
		SendBuffer buffer = this.link.sendBuffer();
		boolean waited = buffer.occupancy().waiting() > 0;
		buffer.dropHeld();
		if (waited) {
			buffer.emptied();
		}
	}

	@Override
	public void hold() {
		this.link.sendBuffer().hold(false);
	}

	@Override
	public void letGo(CompletableFuture<?> done, Runnable then, Supplier<ProtocolException> otherwise) {
		if (done.isDone() && !done.isCompletedExceptionally()) {
			letGo(then);
		}
		else {
			done.whenComplete((result, failure) -> this.link.handOver(() -> {
				if (failure == null) {
					letGo(then);
				}
				else {
					lose(failure, otherwise);
				}
			}));
		}
	}

	private void letGo(Runnable then) {
		if (this.link.life().status() != Connection.Status.CLOSED) {
			then.run();
			this.link.sendBuffer().uncork();
		}
	}

	private void lose(Throwable failure, Supplier<ProtocolException> otherwise) {
		if (this.link.life().status() != Connection.Status.CLOSED) {
			this.link.process().failed(connection(), failure);
			ProtocolException violation = otherwise.get();
			dropHeld();
			fail(violation);
			this.link.sendBuffer().flush();
			this.link.life().settle();
		}
	}

	@Override
	public void turnTo(ConnectionCodec next) {
		this.link.turnTo(next);
	}

	@Override
	public CompletionStage<Boolean> handshake(HandshakeRequest request) {
		return this.link.dispatch().handshake(request);
	}

	@Override
	public void afterMessages(Runnable action) {
		this.link.dispatch().afterMessages(action);
	}

	@Override
	public <T> boolean tell(Function<Callbacks, List<T>> kind, Supplier<News<T>> news) {
		return this.link.dispatch().tell(this.link.callbacks(kind), news);
	}

	@Override
	public void goodbyeReceived(CloseReason reason) {
		this.link.life().goodbyeReceived(reason);
	}

	@Override
	public void proceed() {
		this.link.handOver(this.link.receiveBuffer()::decode);
	}

	@Override
	public Future<?> after(Duration delay, Runnable action) {
		NettyProcess process = this.link.process();
		return process.loop().schedule(() -> {
			if (this.link.life().status() != Connection.Status.CLOSED) {
				process.burst().during(() -> process.call(action));
			}
		}, delay.toNanos(), TimeUnit.NANOSECONDS);
	}

	@Override
	public void flush(boolean much) {
		if (much || !this.link.process().burst().isRunning()) {
			this.link.sendBuffer().flush();
		}
		this.link.life().settle();
	}

	@Override
	public @Nullable Connection open(Channel channel, ConnectionProtocol protocol) {
		if (!this.link.isOpen() || !this.link.receiveBuffer().admit()) {
			return null;
		}
		SendBudget budget = this.budget;
		if (budget == null) {
			Occupancy occupancy = this.link.sendBuffer().occupancy();
			budget = SendBudget.of(occupancy.limit(), this.link.worker().workers().sendBudget());
			this.budget = budget;
		}
		Carried connection = new Carried(this.link, channel, protocol, budget);
		NettyProcess process = this.link.process();
		channel.pipeline().addLast(new StreamHandler(process, (Channel registered) -> connection.link()));
		process.loop().register(channel);
		return connection;
	}

	@Override
	public void fail(ProtocolException violation) {
		this.link.life().protocolBroken(violation);
	}

	/**
	 * A connection that travels on another one.
	 */
	private static final class Carried extends StreamConnection {

		private final StreamConnection carrier;

		Carried(Link carrier, Channel channel, ConnectionProtocol protocol, SendBudget budget) {
			this.carrier = carrier.connection();
			belongTo(carrier.process());
			inherit(carrier.process().callbacks());
			Link link = new Link(this, channel, protocol,
					new Occupancy(carrier.sendBuffer().occupancy().limit(), budget), carrier.maxPackageSize());
			link(link);
		}

		@Override
		boolean hasSocket() {
			return false;
		}

		@Override
		public @Nullable SSLSession sslSession() {
			return this.carrier.sslSession();
		}

		@Override
		@Nullable Principal certified() {
			return this.carrier.principal();
		}

		/**
		 * Its carrier has the deadlines.
		 */
		@Override
		void opened(Link link) {
			process().counters().opened.add(1);
			link.dispatch().connected(() -> {
			});
		}

		@Override
		public void authenticated() {
			super.authenticated();
			this.carrier.authenticated();
		}

	}

}
