package io.workerman.sample;

import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;

/**
 * Answers any datagram with the time: {@code echo | nc -u -w1 localhost 2349}.
 */
@WorkerHandler("clock")
class ClockHandler {

	@OnMessage
	String now() {
		return OffsetDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS).toString();
	}

}
