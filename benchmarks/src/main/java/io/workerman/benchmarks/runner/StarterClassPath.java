package io.workerman.benchmarks.runner;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * What an application has on its class path that depends on nothing but the starter.
 */
final class StarterClassPath {

	private StarterClassPath() {
	}

	/**
	 * Finds it.
	 * @param folder where to put the classes of the applications, whose own file would
	 * bring all of the starter
	 * @return the class path, the applications first
	 */
	static List<Path> find(Path folder) throws IOException {
		Path jar = applications();
		List<Path> all = new ArrayList<>(List.of(folder));
		try (JarFile file = new JarFile(jar.toFile())) {
			extract(file, folder);
			String others = file.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
			for (String other : others.split(" ")) {
				all.add(jar.resolveSibling(other));
			}
		}
		return all;
	}

	private static void extract(JarFile file, Path folder) throws IOException {
		for (JarEntry entry : Collections.list(file.entries())) {
			if (entry.getName().endsWith(".class")) {
				Path target = folder.resolve(entry.getName());
				Files.createDirectories(target.getParent());
				Files.copy(file.getInputStream(entry), target, StandardCopyOption.REPLACE_EXISTING);
			}
		}
	}

	private static Path applications() throws IOException {
		try {
			Path own = Path.of(StarterClassPath.class.getProtectionDomain().getCodeSource().getLocation().toURI());
			try (Stream<Path> files = Files.list(own.resolveSibling("lib"))) {
				return files.filter((file) -> file.getFileName().toString().startsWith("benchmarks-startup"))
					.findFirst()
					.orElseThrow(() -> new IOException("There is no benchmarks-startup.jar: build the module first"));
			}
		}
		catch (URISyntaxException ex) {
			throw new IOException(ex);
		}
	}

}
