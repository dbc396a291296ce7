/**
 * Auto-configuration for task workers.
 */
@NullMarked
package io.workerman.autoconfigure.task;

import org.jspecify.annotations.NullMarked;
