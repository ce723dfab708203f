package dev.xpm.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds the commands of the batch system on this host. */
final class SlurmCommands {
    private static final int GROUP_OR_OTHERS_WRITE = 0022;

    private static final Integer ROOT = 0;

    private SlurmCommands() {}

    /**
     * The command in the recorded directory, if only root or we can have put it there: the record lies in a workspace
     * where colleagues may write too, and must not make us run a program of theirs. Otherwise that of the search path.
     */
    static String find(String name, @Nullable String directory) {
        if (directory != null && directory.startsWith("/")) {
            try {
                Path command = Path.of(directory).resolve(name).toRealPath();
                if (Files.isExecutable(command) && isOurs(command) && isOurs(command.getParent())) {
                    return command.toString();
                }
            } catch (IOException | InvalidPathException e) {
                return name;
            }
        }
        return name;
    }

    private static boolean isOurs(@Nullable Path path) throws IOException {
        if (path == null) {
            return false;
        }
        Object owner = Files.getAttribute(path, "unix:uid");
        boolean isTrusted = owner.equals(ROOT) || owner.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        return isTrusted
                && Files.getAttribute(path, "unix:mode") instanceof Integer mode
                && (mode & GROUP_OR_OTHERS_WRITE) == 0;
    }
}
