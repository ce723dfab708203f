package dev.xpm.agent.workspace;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;

/** Why something could not be read, in words that may go to the client: no path, no stack. */
final class Unreadable {
    private Unreadable() {}

    static String reason(Exception failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        return failure instanceof FileSystemException file && file.getReason() != null
                ? file.getReason()
                : failure.getClass().getSimpleName();
    }
}
