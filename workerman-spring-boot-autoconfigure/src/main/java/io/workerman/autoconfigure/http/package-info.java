/**
 * Properties of http listeners. It knows the engine's HTTP, and nothing of the rest of
 * the configuration.
 */
@NullMarked
package io.workerman.autoconfigure.http;

import org.jspecify.annotations.NullMarked;
