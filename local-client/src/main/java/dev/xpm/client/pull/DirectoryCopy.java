package dev.xpm.client.pull;

import java.nio.file.Path;

/**
 * A directory of the host as it lies on this machine now.
 *
 * @param directory in the cache; stays after the session
 * @param files how many files of the host it holds
 * @param complete false if something could not be brought, such as a link or a file that may not be read
 */
public record DirectoryCopy(Path directory, int files, boolean complete) {}
