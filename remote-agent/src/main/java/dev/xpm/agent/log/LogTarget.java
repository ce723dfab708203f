package dev.xpm.agent.log;

import dev.xpm.protocol.path.ConfinedPath;
import dev.xpm.protocol.path.FileName;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;

/**
 * The place of a log file, whether or not it exists. No link leads out of the directory that holds it, and that
 * directory is where its name says, or where a finished job was moved to: there its last three components are the same.
 *
 * @param directory below the workspace, which is a real path
 */
record LogTarget(ConfinedPath directory, String fileName) {
    private static final int JOB_COMPONENTS = 3;

    /**
     * The file behind the name, with all links resolved.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     * @throws AccessDeniedException if a link leads out
     */
    Path resolve() throws IOException {
        Path real = realDirectory();
        Path file = FileName.in(real, fileName).toRealPath();
        if (!file.startsWith(real)) {
            throw new AccessDeniedException("a link leads out of the directory");
        }
        return file;
    }

    /** The directory itself, where a finished job was moved to if it was. */
    Path realDirectory() throws IOException {
        Path named = directory.toPath();
        Path real = named.toRealPath();
        if (!real.equals(named) && !isMovedJob(real)) {
            throw new AccessDeniedException("a link leads out of the workspace");
        }
        return real;
    }

    private boolean isMovedJob(Path real) {
        return directory.components().size() == JOB_COMPONENTS
                && directory.components().get(0).equals("jobs")
                && real.endsWith(directory.root().relativize(directory.toPath()));
    }
}
