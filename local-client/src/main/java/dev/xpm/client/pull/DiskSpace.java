package dev.xpm.client.pull;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.text.UntrustedText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells a full disk from other failures, with what is needed and what is there. Source: assurance.md P8. */
final class DiskSpace {
    /** The words of the system, of rsync, and of a disk quota. */
    private static final List<String> WORDS = List.of("no space left on device", "disk quota exceeded");

    private static final long UNKNOWN = -1;

    /** When a failure is told, the copy that failed has given its room back. */
    private static final long LITTLE = 64 << 20;

    private DiskSpace() {}

    /** Refuses a copy for which there is no room from the beginning. */
    static void require(Path directory, String host, long bytes) throws MonitorException {
        long free = free(directory);
        if (free != UNKNOWN && bytes > free) {
            throw full(directory, host, bytes, null);
        }
    }

    /** A better sentence for a failure that comes from a full disk here; the same failure otherwise. */
    static MonitorException explain(MonitorException failure, Path directory, String host, long bytes) {
        boolean isFull =
                says(failure.sentence()) || failure.remoteLines().stream().anyMatch(line -> says(line.raw()));
        // The other side could say these words too: then there is room here.
        return isFull && free(directory) < Math.max(bytes, LITTLE) ? full(directory, host, bytes, failure) : failure;
    }

    private static boolean says(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return WORDS.stream().anyMatch(lower::contains);
    }

    private static MonitorException full(Path directory, String host, long bytes, @Nullable Throwable cause) {
        String needed = bytes <= 0 ? "" : bytes + " bytes are needed, ";
        long free = free(directory);
        String shown = UntrustedText.of(directory.toString()).forTerminal();
        return new MonitorException(
                Problem.TRANSFER,
                "unable to copy files from " + host + " because the disk is full: " + needed
                        + (free == UNKNOWN ? "an unknown number" : free) + " are free in " + shown,
                "remove old copies, which are never the only ones: rm -r " + shown
                        + " (all together take up to " + (PullLimits.QUOTA_BYTES >> 30)
                        + " GB), or set XDG_CACHE_HOME to a directory on a larger disk",
                List.of(),
                cause);
    }

    private static long free(Path directory) {
        try {
            return Files.getFileStore(directory).getUsableSpace();
        } catch (IOException e) {
            return UNKNOWN;
        }
    }
}
