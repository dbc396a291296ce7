/**
 * What is kept in Redis, through Spring Data Redis. Knows Redis and the interfaces of the
 * engine, not how it is configured.
 */
@NullMarked
package io.workerman.redis;

import org.jspecify.annotations.NullMarked;
