/**
 * Spring Security around handlers: on whose behalf a method runs, and how a request says
 * who it is from.
 */
@NullMarked
package io.workerman.security;

import org.jspecify.annotations.NullMarked;
