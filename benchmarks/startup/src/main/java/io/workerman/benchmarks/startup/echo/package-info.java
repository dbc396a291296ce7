/**
 * The first example of the README.
 */
@NullMarked
package io.workerman.benchmarks.startup.echo;

import org.jspecify.annotations.NullMarked;
