/**
 * Finds annotated methods, and binds their arguments and return values once, at start.
 * Knows the annotations, what the engine shows of messages, and the task scheduler of a
 * process.
 */
@NullMarked
package io.workerman.invocation;

import org.jspecify.annotations.NullMarked;
