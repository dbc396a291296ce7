package io.workerman.console;

import java.util.concurrent.CountDownLatch;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;

/**
 * An application in a JVM of its own that never returns from a message when it is told to
 * block.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(BusyApplication.Handler.class)
public class BusyApplication {

	static final String READY = "ready on ports ";

	public static void main(String[] arguments) {
		Environment environment = SpringApplication.run(BusyApplication.class, arguments).getEnvironment();
		System.out.println(READY + environment.getProperty("local.workerman.telnet.port") + " "
				+ environment.getProperty("local.server.port"));
	}

	@WorkerHandler("telnet")
	static class Handler {

		@OnMessage
		String message(String message) throws InterruptedException {
			if (message.equals("block")) {
				new CountDownLatch(1).await();
			}
			return message;
		}

	}

}
