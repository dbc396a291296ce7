/**
 * Auto-configuration of Spring Security around handlers.
 */
@NullMarked
package io.workerman.autoconfigure.security;

import org.jspecify.annotations.NullMarked;
