package io.workerman.benchmarks.startup.bare;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/**
 * A Spring Boot application with a server of Netty.
 */
@SpringBootApplication
public class BareApplication {

	/**
	 * Starts the application.
	 * @param args its properties, with the port
	 */
	public static void main(String[] args) {
		SpringApplication.run(BareApplication.class, args);
	}

	@Bean
	RawServer server(@Value("${port}") int port) {
		return new RawServer(port);
	}

}
