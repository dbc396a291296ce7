/**
 * Workers in the life of a Spring application: start, drain, events, local port, scope
 * and task scheduler. Knows the annotations and the engine's nouns.
 */
@NullMarked
package io.workerman.context;

import org.jspecify.annotations.NullMarked;
