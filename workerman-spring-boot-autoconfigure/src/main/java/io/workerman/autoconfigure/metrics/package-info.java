/**
 * Auto-configuration of the meters of workers. Knows when they are registered, not what
 * they measure.
 */
@NullMarked
package io.workerman.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
