package dev.xpm.agent.action;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.NotDirectoryException;

/** Why a change is not made, as a sentence for the user. */
final class Refusal extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean inUse;

    private Refusal(String why, boolean inUse) {
        super(why);
        this.inUse = inUse;
    }

    Refusal(String why) {
        this(why, false);
    }

    /** What is to be changed is being used, and may be changed later. */
    static Refusal inUse(String why) {
        return new Refusal(why, true);
    }

    boolean isInUse() {
        return inUse;
    }

    /** What a failure of the disk means, without a path that the user did not name. */
    static String why(IOException failure) {
        if (failure instanceof Refusal || failure instanceof NotDirectoryException) {
            return String.valueOf(failure.getMessage());
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof AtomicMoveNotSupportedException) {
            return "it lies on another file system than the workspace itself";
        }
        if (failure instanceof FileSystemException of && of.getReason() != null) {
            return of.getReason();
        }
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
