/**
 * Properties and auto-configurations that make beans of all the rest. Sees everything but
 * the test support, and is seen by no one.
 */
@NullMarked
package io.workerman.autoconfigure;

import org.jspecify.annotations.NullMarked;
