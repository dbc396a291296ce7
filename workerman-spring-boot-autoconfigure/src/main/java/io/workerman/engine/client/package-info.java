/**
 * Connections that dial out, and when they dial again. Knows the engine, its protocols
 * and WebSocket; the sockets are opened elsewhere.
 */
@NullMarked
package io.workerman.engine.client;

import org.jspecify.annotations.NullMarked;
