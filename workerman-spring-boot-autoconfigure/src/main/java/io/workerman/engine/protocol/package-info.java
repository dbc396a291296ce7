/**
 * Protocols that cut a stream of bytes into messages: the contract and the built-in ones.
 * Knows only the engine's nouns.
 */
@NullMarked
package io.workerman.engine.protocol;

import org.jspecify.annotations.NullMarked;
