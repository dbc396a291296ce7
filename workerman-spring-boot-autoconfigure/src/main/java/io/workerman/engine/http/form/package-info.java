/**
 * What forms in a body or query say. Large ones are on the disk. It knows neither
 * connections nor what the application sees.
 */
@NullMarked
package io.workerman.engine.http.form;

import org.jspecify.annotations.NullMarked;
