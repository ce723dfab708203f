package dev.xpm.client.pull;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LogSlice;
import dev.xpm.protocol.workspace.LogStream;
import java.util.concurrent.CompletableFuture;

/**
 * One log file of a job, wherever it lies. No call blocks. Futures fail with {@link MonitorException} as the cause, or
 * with that of the call to the agent; a file that is not there yet is an empty slice of size 0.
 *
 * <p>Safe for use by several threads. It ends with the session that it was made from. Source: interfaces.md 3.6.
 */
public interface LogSource extends AutoCloseable {
    /** How much is read when a log is opened, and per step backwards. Source: interfaces.md 3.6. */
    int PAGE_BYTES = 256 << 10;

    JobKey job();

    LogStream stream();

    /** The last bytes, from the beginning of a line. */
    CompletableFuture<LogSlice> tail(int bytes);

    /** At most so many bytes from there on. The slice may end before an incomplete character. */
    CompletableFuture<LogSlice> read(long offset, int bytes);

    /** The bytes before that offset, at most so many: for a step backwards. Ends exactly at the offset. */
    default CompletableFuture<LogSlice> older(long offset, int bytes) {
        long from = Math.max(0, offset - bytes);
        return read(from, (int) (offset - from));
    }

    /**
     * Tells of everything appended from the offset on until the result is closed. A second call replaces the first
     * listener.
     */
    AutoCloseable follow(long offset, Listener listener);

    /** Copies the file now, so that it can be opened with other programs; a follower by copies looks at once. */
    CompletableFuture<PullReport> syncNow();

    /** How this log is followed, for the status line. */
    Means means();

    @Override
    void close();

    /** The ways in which a log is followed. */
    enum Means {
        /** Our agent sends what is appended. */
        IN_BAND,
        /** {@code tail} runs on the host. */
        TAIL,
        /** The file is copied again and again. */
        COPIES
    }

    /** Who follows. Called in order, on one thread at a time: must not block. */
    interface Listener {
        /**
         * The next piece, or with {@link LogSlice#reset} the first one after the file was truncated or replaced: then
         * what was read before is gone.
         */
        void onSlice(LogSlice slice);

        /** Following goes on in another way from now on. */
        default void onMeans(Means means) {}

        /** Nothing more will come. */
        void onFailure(MonitorException reason);
    }
}
