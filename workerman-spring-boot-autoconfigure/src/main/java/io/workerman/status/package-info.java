/**
 * What operators see of workers, as records and as the tables of Workerman's commands.
 * Knows the engine's nouns, who is connected and the cluster, and nothing of how it is
 * asked for.
 */
@NullMarked
package io.workerman.status;

import org.jspecify.annotations.NullMarked;
