/**
 * Starts servers in turn, lets the load generator measure them, and writes what came out.
 */
@NullMarked
package io.workerman.benchmarks.runner;

import org.jspecify.annotations.NullMarked;
