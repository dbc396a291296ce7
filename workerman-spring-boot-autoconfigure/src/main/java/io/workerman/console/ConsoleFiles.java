package io.workerman.console;

import java.nio.file.Path;

/**
 * Files by which commands find a running application.
 *
 * @param pid the file with the id of its process
 * @param socket its control socket
 * @param log the file that takes the output of one that runs detached
 */
public record ConsoleFiles(Path pid, Path socket, Path log) {

}
