package io.workerman.benchmarks.startup.echo;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.Connection;

/**
 * The first example of the README.
 */
@SpringBootApplication
public class EchoApplication {

	/**
	 * Starts the application.
	 * @param args its properties, with the address of the listener
	 */
	public static void main(String[] args) {
		SpringApplication.run(EchoApplication.class, args);
	}

	@WorkerHandler("chat")
	static class Chat {

		@OnMessage
		String say(Connection connection, String message) {
			return "hello " + message;
		}

	}

}
