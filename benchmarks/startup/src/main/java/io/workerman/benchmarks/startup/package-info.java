/**
 * Tells where the time goes when an application starts.
 */
@NullMarked
package io.workerman.benchmarks.startup;

import org.jspecify.annotations.NullMarked;
