package io.workerman.sample;

import java.util.Map;

import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;

/**
 * Answers each line of JSON: {@code echo '{"hello":"world"}' | nc -q1 localhost 1234}.
 */
@WorkerHandler("json")
class JsonHandler {

	@OnMessage
	Answer answer(Map<String, Object> question) {
		return new Answer(0, "ok");
	}

	/**
	 * What every question is answered with.
	 *
	 * @param code 0 if all went well
	 * @param msg the same in words
	 */
	record Answer(int code, String msg) {

	}

}
