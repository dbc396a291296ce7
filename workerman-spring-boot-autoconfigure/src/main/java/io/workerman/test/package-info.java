/**
 * What the tests of an application need, such as the local port of a worker. Knows the
 * engine's nouns and the workers' life in Spring.
 */
@NullMarked
package io.workerman.test;

import org.jspecify.annotations.NullMarked;
