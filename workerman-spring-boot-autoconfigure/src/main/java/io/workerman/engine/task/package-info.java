/**
 * Tasks that are done off the event loops, by a bounded set of task workers.
 */
@NullMarked
package io.workerman.engine.task;

import org.jspecify.annotations.NullMarked;
