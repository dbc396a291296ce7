package io.workerman.sample;

import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;

/**
 * Answers each frame with the same frame.
 */
@WorkerHandler("echo")
class EchoHandler {

	@OnMessage
	byte[] echo(byte[] frame) {
		return frame;
	}

}
