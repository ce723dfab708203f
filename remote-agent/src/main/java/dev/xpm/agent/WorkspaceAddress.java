package dev.xpm.agent;

import dev.xpm.agent.process.BoundedCommand;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the workspace is that the command line means: the client's shell expands nothing, so the agent does. Source:
 * protocol.md 2.2 and 2.6.
 */
sealed interface WorkspaceAddress {
    /** A directory that carries the mark of a workspace, all links resolved. */
    record Found(Path root) implements WorkspaceAddress {}

    /** No workspace there; the sentence names the path, and a marked parent if there is one. */
    record Missing(String why) implements WorkspaceAddress {}

    /** An empty file that every driver touches. Source: workspace-format.md 1.1. */
    String MARK = ".__experimaestro__";

    /** Resolves {@code ~}, {@code ~user}, relative paths and links; writes nothing. */
    static WorkspaceAddress of(String typed) {
        Path path;
        try {
            path = Path.of(expandHome(typed)).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            return new Missing(typed.replace('\0', '?') + " is not a path");
        }
        try {
            Path root = path.toRealPath();
            if (!Files.isDirectory(root)) {
                return new Missing(path + " is not a directory" + hint(path));
            }
            if (!Files.isExecutable(root) || !Files.isReadable(root)) {
                return new Missing(path + " cannot be read: permission denied");
            }
            return Files.exists(root.resolve(MARK), LinkOption.NOFOLLOW_LINKS)
                    ? new Found(root)
                    : new Missing(path + " is not a workspace (no " + MARK + ")" + hint(root));
        } catch (AccessDeniedException e) {
            return new Missing(path + " cannot be read: permission denied");
        } catch (IOException e) {
            return new Missing(path + " does not exist" + hint(path));
        }
    }

    private static String hint(Path path) {
        for (Path parent = path.getParent(); parent != null; parent = parent.getParent()) {
            if (Files.exists(parent.resolve(MARK), LinkOption.NOFOLLOW_LINKS)) {
                return "; its parent " + parent + " is one";
            }
        }
        return "";
    }

    private static String expandHome(String typed) {
        if (!typed.startsWith("~")) {
            return typed;
        }
        int end = typed.indexOf('/') < 0 ? typed.length() : typed.indexOf('/');
        String home = homeOf(typed.substring(1, end));
        return home == null ? typed : home + typed.substring(end);
    }

    private static @Nullable String homeOf(String user) {
        if (user.isEmpty()) {
            String home = System.getenv("HOME");
            return home == null || home.isEmpty() ? System.getProperty("user.home") : home;
        }
        if (user.startsWith("-")) {
            return null;
        }
        var entry = BoundedCommand.run(List.of("getent", "passwd", user), Duration.ofSeconds(2), 4_096);
        String[] fields = entry.output().strip().split(":", -1);
        return entry.succeeded() && fields.length == 7 && fields[0].equals(user) ? fields[5] : null;
    }
}
