/**
 * Auto-configuration of what is kept in Redis. Knows where connections come from, not
 * what is done with them.
 */
@NullMarked
package io.workerman.autoconfigure.redis;

import org.jspecify.annotations.NullMarked;
