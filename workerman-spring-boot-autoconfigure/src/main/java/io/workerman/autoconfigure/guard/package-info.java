/**
 * Properties of what a listener bears of its peers: how many, how silent, fast or slow.
 */
@NullMarked
package io.workerman.autoconfigure.guard;

import org.jspecify.annotations.NullMarked;
