/**
 * Properties of WebSockets.
 */
@NullMarked
package io.workerman.autoconfigure.websocket;

import org.jspecify.annotations.NullMarked;
