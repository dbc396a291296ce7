/**
 * Who the client is on whose behalf a proxy sends. Knows only the engine's nouns, and
 * headers by their names.
 */
@NullMarked
package io.workerman.engine.proxy;

import org.jspecify.annotations.NullMarked;
