/**
 * Servers that all do the same work: this library's and its peers'. Each runs in a JVM of
 * its own.
 */
@NullMarked
package io.workerman.benchmarks.server;

import org.jspecify.annotations.NullMarked;
