package dev.xpm.client.pull;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.workspace.LogSlice;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Follows a log by copying it again and again, for hosts without a usable tail. Source: protocol.md 5.6. */
final class CopyFollower implements HostLog.Following {
    private static final System.Logger LOG = System.getLogger(CopyFollower.class.getName());

    private static final int PIECE = 64 << 10;

    private final Copied copy;
    private final ScheduledExecutorService worker;
    private final LogSource.Listener listener;
    private final Supplier<CompletableFuture<Boolean>> running;
    private final CopyPace pace = new CopyPace();
    private long began;
    private long position;
    private volatile boolean closed;

    /** @param running asks whether the job goes on: then its log is not given up */
    CopyFollower(
            Copied copy,
            ScheduledExecutorService worker,
            LogSource.Listener listener,
            Supplier<CompletableFuture<Boolean>> running) {
        this.copy = copy;
        this.worker = worker;
        this.listener = listener;
        this.running = running;
    }

    /** What is followed. */
    interface Copied {
        /** Brings it up to date. */
        CompletableFuture<PullReport> pull();

        /** Reads what was brought; from the beginning if it is shorter than that. */
        LogSlice read(long offset, int bytes) throws IOException;
    }

    void start(long offset) {
        position = offset;
        pull();
    }

    /** The copy has just been brought up to date by somebody else. */
    @Override
    public void hurry() {
        if (!closed) {
            worker.execute(this::tellNew);
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    private void pull() {
        if (closed) {
            return;
        }
        began = System.nanoTime();
        var unused = copy.pull().whenCompleteAsync((report, failure) -> next(failure), worker);
    }

    private void next(@Nullable Throwable failure) {
        if (closed) {
            return;
        }
        if (failure == null) {
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            schedule(tellNew() ? pace.changed(took) : pace.unchanged());
            return;
        }
        Duration pause = pace.failed();
        if (!pace.isHopeless()) {
            schedule(pause);
            return;
        }
        // Who cannot be asked is not known to have ended.
        var unused = running.get()
                .exceptionally(unknown -> true)
                .thenAcceptAsync(
                        goesOn -> {
                            if (goesOn) {
                                schedule(pause);
                            } else {
                                giveUp(failure);
                            }
                        },
                        worker);
    }

    private void giveUp(Throwable failure) {
        if (!closed) {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            listener.onFailure(
                    cause instanceof MonitorException problem
                            ? problem
                            : new MonitorException(
                                    Problem.TRANSFER, "the log cannot be copied", null, List.of(), failure));
        }
    }

    private void schedule(Duration pause) {
        if (!closed && !worker.isShutdown()) {
            var unused = worker.schedule(this::pull, pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Hands on what is new in the copy; whether there was anything. */
    private boolean tellNew() {
        boolean changed = false;
        try {
            LogSlice slice;
            do {
                slice = copy.read(position, PIECE);
                boolean isNew = slice.reset() || slice.next() > position;
                position = slice.next();
                if (isNew && !closed) {
                    listener.onSlice(slice);
                    changed = true;
                } else {
                    break;
                }
            } while (!slice.atEnd());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the copy of a log cannot be read: " + e.getMessage());
        }
        return changed;
    }
}
