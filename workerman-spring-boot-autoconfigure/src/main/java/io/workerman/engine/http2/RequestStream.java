package io.workerman.engine.http2;

import io.workerman.engine.http.parser.RequestHead;

/**
 * One stream as its codec sees it: the head of the request, and a place for the head of
 * the response. Bodies are the bytes of the connection.
 */
public interface RequestStream {

	/**
	 * The head of the request, whose body comes in frames.
	 * @return the head
	 */
	RequestHead head();

	/**
	 * Sets the head of the response, which leaves before the first byte of its body. May
	 * be called by any thread.
	 * @param head the head
	 * @param length the length of the body, or -1 if that is not known
	 */
	void respond(ResponseHead head, long length);

	/**
	 * The head leaves now, although nothing of its body is there yet.
	 */
	void sendHead();

	/**
	 * Nothing will be added to the response.
	 * @param whole whether it is whole; a client whose response is not is told so
	 */
	void responded(boolean whole);

}
