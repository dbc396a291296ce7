/**
 * What ahead-of-time processing has to know, for native images above all. Knows the
 * annotations.
 */
@NullMarked
package io.workerman.aot;

import org.jspecify.annotations.NullMarked;
