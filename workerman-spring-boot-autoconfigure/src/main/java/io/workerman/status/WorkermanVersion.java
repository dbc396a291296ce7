package io.workerman.status;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/**
 * The version of Workerman for Spring Boot, which the build writes into a file.
 */
public final class WorkermanVersion {

	/**
	 * The version.
	 */
	public static final String VERSION = read();

	private WorkermanVersion() {
	}

	private static String read() {
		Properties properties = new Properties();
		try (InputStream in = WorkermanVersion.class.getResourceAsStream("version.properties")) {
			if (in != null) {
				properties.load(in);
			}
		}
		catch (IOException ex) {
			// a status without its version is better than none
		}
		return properties.getProperty("version", "unknown");
	}

}
