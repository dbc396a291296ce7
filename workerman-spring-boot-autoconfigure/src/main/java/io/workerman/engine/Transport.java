package io.workerman.engine;

/**
 * How sockets are driven.
 */
public enum Transport {

	/**
	 * The best that is tried and available: epoll on Linux, kqueue on macOS, NIO else.
	 */
	AUTO,

	/**
	 * The selector of the JDK, everywhere available.
	 */
	NIO,

	/**
	 * Linux epoll.
	 */
	EPOLL,

	/**
	 * Linux io_uring.
	 */
	IO_URING,

	/**
	 * BSD and macOS kqueue.
	 */
	KQUEUE

}
