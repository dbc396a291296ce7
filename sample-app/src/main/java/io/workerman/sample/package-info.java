/**
 * A small chat product on the starter. Knows the public names of Workerman for Spring
 * Boot and nothing of how they work.
 */
@NullMarked
package io.workerman.sample;

import org.jspecify.annotations.NullMarked;
