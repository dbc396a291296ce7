/**
 * Meters and observations of workers. Knows the engine's nouns, who is connected, and the
 * cluster.
 */
@NullMarked
package io.workerman.metrics;

import org.jspecify.annotations.NullMarked;
