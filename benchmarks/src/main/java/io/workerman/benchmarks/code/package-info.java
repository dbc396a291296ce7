/**
 * Benchmarks of single steps on the way of a message. Those that need what is hidden are
 * in the package that hides it.
 */
@NullMarked
package io.workerman.benchmarks.code;

import org.jspecify.annotations.NullMarked;
