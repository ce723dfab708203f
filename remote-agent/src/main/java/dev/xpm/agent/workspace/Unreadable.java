package dev.xpm.agent.workspace;

import java.nio.file.AccessDeniedException;

/** Why something could not be read, in words that may go to the client: no path, no stack. */
final class Unreadable {
    private Unreadable() {}

    static String reason(Exception failure) {
        return failure instanceof AccessDeniedException
                ? "permission denied"
                : failure.getClass().getSimpleName();
    }
}
