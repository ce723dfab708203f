package dev.xpm.client.pull;

import dev.xpm.protocol.workspace.LogSlice;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Follows a log by copying it again and again, for hosts without a usable tail. Source: protocol.md 5.6. */
final class CopyFollower implements HostLog.Following {
    private static final System.Logger LOG = System.getLogger(CopyFollower.class.getName());

    private static final Duration FIRST = Duration.ofSeconds(15);
    private static final Duration SHORTEST = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int PIECE = 64 << 10;

    private final LogCopy copy;
    private final ScheduledExecutorService worker;
    private final LogSource.Listener listener;
    private Duration interval = FIRST;
    private long position;
    private volatile boolean closed;

    CopyFollower(LogCopy copy, ScheduledExecutorService worker, LogSource.Listener listener) {
        this.copy = copy;
        this.worker = worker;
        this.listener = listener;
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
        var unused = copy.pull().whenCompleteAsync((report, failure) -> next(failure != null), worker);
    }

    private void next(boolean failed) {
        if (closed) {
            return;
        }
        boolean changed = !failed && tellNew();
        interval = failed ? times(2.0) : changed ? longer(SHORTEST, times(0.7)) : times(1.5);
        var unused = worker.schedule(this::pull, interval.toMillis(), TimeUnit.MILLISECONDS);
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

    private Duration times(double factor) {
        Duration scaled = Duration.ofMillis((long) (interval.toMillis() * factor));
        return scaled.compareTo(LONGEST) > 0 ? LONGEST : scaled;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
