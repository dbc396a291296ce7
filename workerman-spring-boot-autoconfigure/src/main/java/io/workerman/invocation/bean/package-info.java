/**
 * Finds annotated methods of beans, and calls them.
 */
@NullMarked
package io.workerman.invocation.bean;

import org.jspecify.annotations.NullMarked;
