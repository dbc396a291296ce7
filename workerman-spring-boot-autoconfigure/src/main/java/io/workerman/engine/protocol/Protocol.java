package io.workerman.engine.protocol;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.CodecContext;
import io.workerman.engine.Connection;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.ConnectionProtocol;

/**
 * A wire format of packages: says where a package ends, and translates between its bytes
 * and a message. As a Spring bean its name is its scheme, so that a bean named
 * {@code JsonNL} serves {@code JsonNL://0.0.0.0:1234}.
 * <p>
 * One instance serves all connections, so it keeps no state of any of them; what belongs
 * to a connection goes into its {@link Connection#attributes() attributes}.
 * {@link #input(ByteBuf, Connection)} and {@link #decode} run on the process of the
 * connection, {@link #encode} may run on any thread.
 *
 * @param <I> the type of the messages received
 * @param <O> the type of the messages sent
 */
public interface Protocol<I, O> extends ConnectionProtocol {

	/**
	 * Finds the end of the package at the beginning of the received bytes. It is asked
	 * again when more bytes have come, until it knows the length, and not again for the
	 * same package then.
	 * @param buffer the bytes received and not yet consumed; to be looked at only
	 * @param connection the connection
	 * @return the length of the package in bytes with all that belongs to it, 0 if more
	 * bytes are needed to know it, negative if the bytes are bad, which closes the
	 * connection
	 */
	int input(ByteBuf buffer, Connection connection);

	/**
	 * Like {@link #input(ByteBuf, Connection)}, for protocols that search: the bytes that
	 * an earlier call has already searched in vain need not be searched again.
	 * @param buffer the bytes received and not yet consumed; to be looked at only
	 * @param seen how many of them an earlier call for the same package has seen
	 * @param connection the connection
	 * @return the length of the package, 0 or negative
	 */
	default int input(ByteBuf buffer, int seen, Connection connection) {
		return input(buffer, connection);
	}

	/**
	 * Translates a package to a message. If it throws, the failure callbacks are told and
	 * the next package is tried.
	 * @param packageBytes exactly one package, borrowed until the method returns
	 * @param connection the connection
	 * @return the message, or {@code null} to drop the package
	 * @throws Exception if the package cannot be translated
	 */
	@Nullable I decode(ByteBuf packageBytes, Connection connection) throws Exception;

	/**
	 * Appends the package of a message. May be called by any thread.
	 * @param message the message
	 * @param out the buffer to append to
	 * @param connection the connection; one of them when a broadcast encodes for all
	 */
	void encode(O message, ByteBuf out, Connection connection);

	@Override
	default ConnectionCodec newCodec(CodecContext context) {
		return new PackageCodec<>(this, context);
	}

}
