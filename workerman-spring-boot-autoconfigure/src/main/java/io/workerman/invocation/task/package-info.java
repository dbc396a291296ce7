/**
 * Finds the methods that do tasks and hear of their ends.
 */
@NullMarked
package io.workerman.invocation.task;

import org.jspecify.annotations.NullMarked;
