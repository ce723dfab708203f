package dev.xpm.client.pull;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.text.UntrustedText;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A copy that was asked for: waits, is measured, asks if it is large, runs, and ends. Safe for use by several threads; no
 * call blocks.
 */
public final class Pull {
    private final UntrustedText what;
    private final CompletableFuture<PullReport> report = new CompletableFuture<>();
    private final CompletableFuture<Boolean> answer = new CompletableFuture<>();
    private final Runnable changed;
    private final boolean asks;
    private State state = new State.Waiting();
    private @Nullable String notice;

    /**
     * Begins to wait.
     *
     * @param what as the host calls it
     * @param asks measures first, and waits for {@link #confirm} if that is large
     * @param changed called after each change of the state, on any thread: must not block
     */
    public Pull(UntrustedText what, boolean asks, Runnable changed) {
        this.what = what;
        this.asks = asks;
        this.changed = changed;
        var unused = report.whenComplete((done, failure) -> {
            answer.complete(false);
            set(done != null ? new State.Done(done) : new State.Failed(problem(failure)));
        });
    }

    /** How far it is. */
    public sealed interface State {
        /** Before its turn. */
        record Waiting() implements State {}

        /** Sizes are being asked for. */
        record Measuring() implements State {}

        /** It is large: {@link Pull#confirm} or {@link Pull#cancel}. */
        record Asking(PullEstimate estimate) implements State {}

        /**
         * Files arrive.
         *
         * @param bytes that are there, those that were here already included
         * @param estimate null if nothing was measured
         * @param inBand why the files come as answers of the agent; null if by rsync
         */
        record Copying(
                long bytes,
                @Nullable PullEstimate estimate,
                @Nullable String inBand) implements State {
            /** 0 to 100; -1 if unknown. */
            public int percent() {
                return estimate == null || estimate.bytes() <= 0
                        ? -1
                        : (int) Math.min(100, 100.0 * bytes / estimate.bytes());
            }
        }

        /** It has ended, with all or with a part. */
        record Done(PullReport report) implements State {}

        /** It has ended without anything new, also because the user wished so. */
        record Failed(MonitorException reason) implements State {}

        default boolean isOver() {
            return this instanceof Done || this instanceof Failed;
        }
    }

    public UntrustedText what() {
        return what;
    }

    public synchronized State state() {
        return state;
    }

    /** Ends with the copy; fails with a {@link MonitorException}. */
    public CompletableFuture<PullReport> report() {
        return report;
    }

    /** The user wants it although it is large. */
    public void confirm() {
        answer.complete(true);
    }

    /** Ends it, whatever it is doing. What has arrived of large files is kept for the next time. */
    public void cancel() {
        fail(new MonitorException(Problem.TRANSFER, "the copy was stopped"));
    }

    /** Ends it, for whoever copies. */
    public void fail(Throwable reason) {
        report.completeExceptionally(reason);
    }

    /** What the user should know besides; null for nothing. */
    public synchronized @Nullable String notice() {
        return notice;
    }

    synchronized void notice(@Nullable String text) {
        notice = text;
    }

    boolean asks() {
        return asks;
    }

    /** Completed when the user has decided, or the copy is over. */
    CompletableFuture<Boolean> answer() {
        return answer;
    }

    /** For whoever copies; without effect after the end. */
    public void set(State next) {
        synchronized (this) {
            if (state.isOver()) {
                return;
            }
            state = next;
        }
        changed.run();
    }

    private static MonitorException problem(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof MonitorException known
                ? known
                : new MonitorException(
                        Problem.TRANSFER,
                        "the copy was stopped: "
                                + UntrustedText.of(cause.toString()).forTerminal(200),
                        null,
                        List.of(),
                        cause);
    }
}
