/**
 * Auto-configuration of pushes, channels and shared data, within one JVM and across
 * nodes.
 */
@NullMarked
package io.workerman.autoconfigure.cluster;

import org.jspecify.annotations.NullMarked;
