/**
 * Cuts requests out of bytes, strictly: what two readers could understand differently is
 * refused. It knows neither connections nor what the application sees.
 */
@NullMarked
package io.workerman.engine.http.parser;

import org.jspecify.annotations.NullMarked;
