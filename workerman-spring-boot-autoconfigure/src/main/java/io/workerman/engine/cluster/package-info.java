/**
 * Several nodes as one: channels, queues and shared data, and how a push finds the nodes
 * that it concerns. Knows what a backplane must do, not how it does it.
 */
@NullMarked
package io.workerman.engine.cluster;

import org.jspecify.annotations.NullMarked;
