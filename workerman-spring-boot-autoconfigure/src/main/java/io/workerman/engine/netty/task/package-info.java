/**
 * The threads of task workers.
 */
@NullMarked
package io.workerman.engine.netty.task;

import org.jspecify.annotations.NullMarked;
