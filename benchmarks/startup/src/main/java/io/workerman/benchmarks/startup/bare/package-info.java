/**
 * The same server without this library.
 */
@NullMarked
package io.workerman.benchmarks.startup.bare;

import org.jspecify.annotations.NullMarked;
