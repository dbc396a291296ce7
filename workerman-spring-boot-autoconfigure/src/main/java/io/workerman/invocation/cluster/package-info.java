/**
 * Finds the methods that are called for channels and queues.
 */
@NullMarked
package io.workerman.invocation.cluster;

import org.jspecify.annotations.NullMarked;
