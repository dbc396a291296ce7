/**
 * A load generator: one thread that sends bytes made beforehand, and checks every byte
 * that comes back.
 */
@NullMarked
package io.workerman.benchmarks.load;

import org.jspecify.annotations.NullMarked;
