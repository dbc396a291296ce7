/**
 * HTTP as an application sees it: requests, responses, sessions, server-sent events and
 * static files. Knows only the engine's nouns.
 */
@NullMarked
package io.workerman.engine.http;

import org.jspecify.annotations.NullMarked;
