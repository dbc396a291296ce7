/**
 * TLS of a listener out of the SSL bundles of Spring Boot. Knows the bundles and the
 * engine's options.
 */
@NullMarked
package io.workerman.autoconfigure.ssl;

import org.jspecify.annotations.NullMarked;
