/**
 * What is measured, and the program that does it. Nothing of this is part of the library.
 */
@NullMarked
package io.workerman.benchmarks;

import org.jspecify.annotations.NullMarked;
