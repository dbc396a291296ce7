package io.workerman.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a {@link WorkerHandler} that is called for each message.
 * <p>
 * Parameters, in any order and each optional: {@code Connection}, {@code Principal},
 * {@code Worker}, {@code WorkerProcess}, on http the {@code HttpRequest}, and the message
 * as one of
 * <ul>
 * <li>{@code String}, {@code byte[]}, or {@code ByteBuf}, which is borrowed until the
 * method returns,</li>
 * <li>{@code HttpRequest} on http,</li>
 * <li>{@code WebSocketMessage} on websocket, with opcode and payload,</li>
 * <li>what a custom {@code Protocol} decodes,</li>
 * <li>{@code Object}, which takes what the protocol makes of a message,</li>
 * <li>any other type, read from JSON.</li>
 * </ul>
 * Several methods may differ by the type of the message. For each listener one is chosen
 * at start: the one with the type that the protocol itself has ({@code String} on text
 * and for the text messages of websocket, {@code byte[]} on tcp, frame, udp, unix and for
 * the binary messages of websocket, {@code HttpRequest} on http), else the one with a
 * JSON type, else one with another view of the payload, else {@code Object}. For the
 * binary messages of websocket the views of bytes go before JSON. With a custom protocol
 * the most specific type that the decoded message fits decides.
 * <p>
 * A value that the method returns is sent to the connection; a {@code CompletionStage} or
 * {@code Publisher} when it completes, in the order of the messages. On http a method
 * that returns {@code null} answers 204; one that returns {@code void} has to send the
 * response itself.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OnMessage {

}
