package dev.xpm.client.connect;

import dev.xpm.client.problem.Problem;
import org.jspecify.annotations.Nullable;

/** Reads in what a Java or a shell says before it gives up which limit of the host it met. Source: assurance.md R15. */
public final class JvmComplaint {
    private JvmComplaint() {}

    /** The kind of problem, null if the text names none. */
    public static @Nullable Problem of(String text) {
        if (hasAny(text, "native thread", "fork: ", "Cannot fork", "Resource temporarily unavailable", "EAGAIN")) {
            return Problem.PROCESS_LIMIT;
        }
        if (hasAny(text, "Could not reserve", "Could not allocate", "insufficient memory", "Cannot allocate memory")
                || hasAny(text, "OutOfMemoryError", "Cannot create VM thread", "failed to map segment")) {
            return Problem.MEMORY_LIMIT;
        }
        if (hasAny(text, "UnsupportedClassVersionError", "Unrecognized VM option", "Unrecognized option: -X")
                || hasAny(text, "version `GLIBC_", "error while loading shared libraries")) {
            return Problem.NO_JAVA;
        }
        return hasAny(text, "No space left on device", "quota exceeded") ? Problem.DISK_FULL : null;
    }

    private static boolean hasAny(String text, String... parts) {
        for (String part : parts) {
            if (text.contains(part)) {
                return true;
            }
        }
        return false;
    }
}
