/**
 * The endpoint, the status tables and the health of workers. Knows the engine's nouns,
 * who is connected, and the cluster.
 */
@NullMarked
package io.workerman.actuate;

import org.jspecify.annotations.NullMarked;
