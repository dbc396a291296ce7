/**
 * The annotations that turn methods of a bean into callbacks of a worker. Knows no other
 * package.
 */
@NullMarked
package io.workerman.annotation;

import org.jspecify.annotations.NullMarked;
