/**
 * Who is connected, and how to reach them: one client, a uid, a group, all. Knows what is
 * to be done for whom, not where the others are.
 */
@NullMarked
package io.workerman.engine.push;

import org.jspecify.annotations.NullMarked;
