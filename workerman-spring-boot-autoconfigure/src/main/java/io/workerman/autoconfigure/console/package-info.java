/**
 * Auto-configuration of the commands. Knows how they are found and when they are obeyed,
 * not what they do.
 */
@NullMarked
package io.workerman.autoconfigure.console;

import org.jspecify.annotations.NullMarked;
