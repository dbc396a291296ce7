/**
 * The nouns of the framework: workers, their processes, connections and timers. Knows
 * nothing of Spring and none of the packages below it.
 */
@NullMarked
package io.workerman.engine;

import org.jspecify.annotations.NullMarked;
