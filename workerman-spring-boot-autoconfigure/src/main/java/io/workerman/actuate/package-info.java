/**
 * The endpoint, the info and the health of workers. Knows the engine's nouns, their
 * status, who is connected, and the cluster.
 */
@NullMarked
package io.workerman.actuate;

import org.jspecify.annotations.NullMarked;
