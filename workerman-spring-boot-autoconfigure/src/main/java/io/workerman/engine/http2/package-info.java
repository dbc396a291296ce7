/**
 * HTTP/2 (RFC 9113): cuts a connection into streams, each of which is a channel that
 * carries one request and its response. What they mean is not its business.
 */
@NullMarked
package io.workerman.engine.http2;

import org.jspecify.annotations.NullMarked;
