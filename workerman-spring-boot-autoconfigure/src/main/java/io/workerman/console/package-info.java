/**
 * The commands of Workerman's terminal, and the socket on which a running application
 * obeys them. Knows the engine's nouns and their status; beside the engine the only one
 * that opens a socket, for the owner of the process alone.
 */
@NullMarked
package io.workerman.console;

import org.jspecify.annotations.NullMarked;
