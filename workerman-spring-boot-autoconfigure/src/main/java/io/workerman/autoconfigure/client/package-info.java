/**
 * Connections that dial out, as they are declared in the configuration. Knows the engine
 * and the handlers, and nothing of listeners but the workers that they become.
 */
@NullMarked
package io.workerman.autoconfigure.client;

import org.jspecify.annotations.NullMarked;
