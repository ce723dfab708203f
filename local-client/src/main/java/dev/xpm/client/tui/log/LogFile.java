package dev.xpm.client.tui.log;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.client.pull.LogOpener;
import dev.xpm.client.pull.LogSource;
import dev.xpm.client.view.Texts;
import dev.xpm.protocol.text.LogLine;
import dev.xpm.protocol.text.LogText;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LogSlice;
import dev.xpm.protocol.workspace.LogStream;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * One log file as far as it was read. Fed by the threads of its source, read by that of the face; whoever holds the lock
 * holds it shortly. Lines have numbers that stay when older ones are put before them: the first line that was read is 0,
 * older ones are negative.
 */
public final class LogFile implements LogSource.Listener, AutoCloseable {
    private final JobKey job;
    private final LogStream stream;
    private final Clock clock;
    private final Runnable changed;
    private LogText text = new LogText();
    private int prepended;
    private long start;
    private long next;
    private long size;
    private boolean loading = true;
    private boolean exists;
    private boolean fetchingOlder;
    private long version;
    private boolean cutOff;
    private @Nullable LogSource source;
    private @Nullable String failure;
    private @Nullable Instant lastByte;
    private LogSource.@Nullable Means means;
    private @Nullable AutoCloseable subscription;
    private boolean closed;

    private LogFile(JobKey job, LogStream stream, Clock clock, Runnable changed) {
        this.job = job;
        this.stream = stream;
        this.clock = clock;
        this.changed = changed;
    }

    /** Starts reading the end of the log and following it. Returns at once. */
    public static LogFile open(LogOpener logs, JobKey job, LogStream stream, Clock clock, Runnable changed) {
        var file = new LogFile(job, stream, clock, changed);
        LogSource source = logs.open(job, stream);
        if (source == null) {
            file.fail("there is no connection");
        } else {
            file.source = source;
            file.tail(source);
        }
        return file;
    }

    private void tail(LogSource from) {
        var unused = from.tail(LogSource.PAGE_BYTES).whenComplete((slice, failed) -> begin(from, slice, failed));
    }

    /** Whether the connection ended while the log was followed. */
    public synchronized boolean isCutOff() {
        return cutOff;
    }

    /** Goes on over another connection from where the last one ended; what was read stays. */
    public void reopen(LogOpener logs) {
        LogSource again = logs.open(job, stream);
        if (again == null) {
            return;
        }
        LogSource before;
        long from;
        synchronized (this) {
            before = source;
            from = next;
            source = again;
            means = again.means();
            failure = null;
            cutOff = false;
            version++;
        }
        if (before != null) {
            before.close();
        }
        follow(again, from);
    }

    private void follow(LogSource from, long offset) {
        AutoCloseable opened = from.follow(offset, this);
        boolean unwanted;
        synchronized (this) {
            subscription = opened;
            unwanted = closed;
        }
        if (unwanted) {
            close();
        }
        changed.run();
    }

    private void begin(LogSource from, @Nullable LogSlice slice, @Nullable Throwable failed) {
        if (slice == null) {
            fail(reason(failed));
            return;
        }
        synchronized (this) {
            start = slice.offset();
            means = from.means();
            take(slice);
            loading = false;
            if (closed) {
                return;
            }
        }
        follow(from, slice.next());
    }

    @Override
    public void onSlice(LogSlice slice) {
        synchronized (this) {
            if (slice.reset()) {
                text = new LogText();
                prepended = 0;
                start = slice.offset();
            }
            if (slice.skipped() > 0) {
                text.feed(UntrustedText.of("\n┄ " + Texts.size(slice.skipped()) + " left out ┄\n"));
            }
            take(slice);
        }
        changed.run();
    }

    private void take(LogSlice slice) {
        size = slice.size();
        next = slice.next();
        exists = exists || slice.size() > 0 || slice.modified() != null;
        if (!slice.text().isEmpty()) {
            text.feed(slice.text());
            lastByte = written(slice);
        }
        version++;
    }

    /** By the host's clock, which may go wrong, but never later than now. */
    private Instant written(LogSlice slice) {
        Instant now = clock.instant();
        Double modified = slice.modified();
        if (modified == null) {
            return now;
        }
        Instant told = Instant.ofEpochMilli((long) (modified * 1_000));
        return told.isAfter(now) ? now : told;
    }

    @Override
    public synchronized void onMeans(LogSource.Means now) {
        means = now;
    }

    @Override
    public void onFailure(MonitorException reason) {
        synchronized (this) {
            cutOff = reason.problem() != Problem.TRANSFER;
        }
        fail(reason.sentence());
    }

    private void fail(String reason) {
        synchronized (this) {
            failure = reason;
            loading = false;
            version++;
        }
        changed.run();
    }

    /** Reads what comes before the first line; false if there is nothing, or it is on its way already. */
    public boolean fetchOlder() {
        LogSource from;
        long before;
        synchronized (this) {
            from = source;
            if (from == null || start <= 0 || fetchingOlder || text.dropped() > 0 || isFull()) {
                return false;
            }
            fetchingOlder = true;
            before = start;
        }
        var unused = from.older(before, LogSource.PAGE_BYTES).whenComplete((slice, failed) -> {
            synchronized (this) {
                fetchingOlder = false;
                if (slice != null && start == before) {
                    prepend(slice);
                } else if (failed != null) {
                    failure = reason(failed);
                }
            }
            changed.run();
        });
        return true;
    }

    private void prepend(LogSlice slice) {
        start = slice.offset();
        prepended += text.prepend(slice.text(), start == 0);
        version++;
    }

    /** Asks for a copy now. */
    public void sync() {
        LogSource from;
        synchronized (this) {
            from = source;
        }
        if (from != null) {
            var unused = from.syncNow().whenComplete((report, failed) -> {
                if (failed != null) {
                    synchronized (this) {
                        failure = reason(failed);
                    }
                }
                changed.run();
            });
        }
    }

    public synchronized boolean isFull() {
        return text.size() >= LogText.MAX_LINES;
    }

    public synchronized int first() {
        return (int) text.dropped() - prepended;
    }

    /** Number behind the last line. */
    public synchronized int end() {
        return first() + text.size();
    }

    synchronized List<LogLine> lines(int from, int to) {
        int first = first();
        return text.slice(Math.max(0, from - first), Math.max(0, Math.min(to - first, text.size())));
    }

    public synchronized boolean atBeginning() {
        return start == 0 && text.dropped() == 0;
    }

    synchronized long version() {
        return version;
    }

    public synchronized long size() {
        return size;
    }

    public synchronized boolean exists() {
        return exists;
    }

    public synchronized boolean loading() {
        return loading;
    }

    public synchronized boolean fetchingOlder() {
        return fetchingOlder;
    }

    public synchronized @Nullable String failure() {
        return failure;
    }

    public synchronized @Nullable Instant lastByte() {
        return lastByte;
    }

    public synchronized LogSource.@Nullable Means means() {
        return means;
    }

    /** Numbers of the lines that hold a text, in any case. */
    synchronized List<Integer> find(String wanted) {
        String lower = wanted.toLowerCase(Locale.ROOT);
        var found = new ArrayList<Integer>();
        int first = first();
        for (int at = 0; at < text.size(); at++) {
            if (text.line(at).text().forTerminal().toLowerCase(Locale.ROOT).contains(lower)) {
                found.add(first + at);
            }
        }
        return found;
    }

    private static String reason(@Nullable Throwable failed) {
        Throwable cause =
                failed instanceof CompletionException && failed.getCause() != null ? failed.getCause() : failed;
        if (cause instanceof MonitorException known) {
            return known.sentence();
        }
        return cause == null || cause.getMessage() == null ? "no answer" : cause.getMessage();
    }

    @Override
    public void close() {
        AutoCloseable open;
        LogSource from;
        synchronized (this) {
            from = source;
            closed = true;
            open = subscription;
            subscription = null;
        }
        try {
            if (open != null) {
                open.close();
            }
        } catch (Exception e) {
            System.getLogger(LogFile.class.getName()).log(System.Logger.Level.DEBUG, "while closing a log", e);
        }
        if (from != null) {
            from.close();
        }
    }
}
