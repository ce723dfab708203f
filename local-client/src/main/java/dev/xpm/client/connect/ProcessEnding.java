package dev.xpm.client.connect;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** How a command is ended: its input is closed, and only one that stays is ended by force. */
public final class ProcessEnding {
    private static final System.Logger LOG = System.getLogger(ProcessEnding.class.getName());

    /** Our agent leaves within a second of the end of its input. Source: protocol.md 1.8. */
    private static final long GRACE_MILLIS = 1_000;

    private ProcessEnding() {}

    /** Returns at once; the rest happens behind. */
    public static void close(RemoteProcess process, Runnable force) {
        // Closing waits for a write in progress, and a command that does not read can delay that for ever.
        var unusedInput = CompletableFuture.runAsync(() -> closeInput(process));
        var unusedExit = process.exit()
                .copy()
                .orTimeout(GRACE_MILLIS, TimeUnit.MILLISECONDS)
                .whenComplete((exit, late) -> force.run());
    }

    private static void closeInput(RemoteProcess process) {
        try {
            process.stdin().close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing the input of a command failed: " + e.getMessage());
        }
    }
}
