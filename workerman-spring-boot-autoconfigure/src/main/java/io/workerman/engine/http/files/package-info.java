/**
 * Files as HTTP sees them: where they are, what they are, and which part of them is
 * wanted. It knows neither connections nor what the application sees.
 */
@NullMarked
package io.workerman.engine.http.files;

import org.jspecify.annotations.NullMarked;
