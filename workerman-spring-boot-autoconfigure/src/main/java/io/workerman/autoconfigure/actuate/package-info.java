/**
 * Auto-configurations of the endpoint and of the health of workers. Knows how they are
 * made, not what they show.
 */
@NullMarked
package io.workerman.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
