/**
 * WebSocket messages and their handshake. Knows the engine's nouns and HTTP, on which it
 * is built.
 */
@NullMarked
package io.workerman.engine.websocket;

import org.jspecify.annotations.NullMarked;
