package io.workerman.sample;

import java.util.Map;

import tools.jackson.core.JacksonException;

import io.workerman.annotation.OnError;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.Connection;

/**
 * Answers each line of JSON: {@code echo '{"hello":"world"}' | nc -q1 localhost 1234}.
 */
@WorkerHandler("json")
class JsonHandler {

	@OnMessage
	Answer answer(Map<String, Object> question) {
		return new Answer(0, "ok");
	}

	@OnError
	void complain(Connection connection, JacksonException failure) {
		connection.send(new Answer(400, "not JSON"));
	}

	/**
	 * What a question is answered with.
	 *
	 * @param code 0 if all went well
	 * @param msg the same in words
	 */
	record Answer(int code, String msg) {

	}

}
