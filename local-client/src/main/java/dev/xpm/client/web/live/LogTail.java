package dev.xpm.client.web.live;

import dev.xpm.client.json.LogJson;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.client.pull.LogSource;
import dev.xpm.protocol.text.LogLine;
import dev.xpm.protocol.text.LogText;
import dev.xpm.protocol.workspace.LogSlice;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A log on its way to one browser: {@code reset} with the lines to begin with, {@code append} with new lines, and
 * {@code replace-last} where the last lines were rewritten, as progress bars do.
 */
final class LogTail {
    /** What a slow browser may have waiting; after that it begins anew at the end of the log. */
    private static final int MAX_WAITING = 2 << 20;

    private static final long RETRY_MILLIS = 1_000;

    /** How far back a line may still change: as many progress bars as a job can nest, and then some. */
    private static final int MAY_CHANGE = 100;

    private final Opener opener;
    private LogSource source;
    private final Queue<LogSlice> waiting = new ArrayDeque<>();
    private int waitingSize;
    private boolean overflowed;
    private @Nullable MonitorException failure;
    private @Nullable Long offset;
    private long next;
    private String file = "";

    private LogText text = new LogText();
    private long sent;
    private List<LogLine> tail = List.of();

    /** Where the log is opened: once, and again when the connection over which it was followed is lost. */
    interface Opener {
        /** Null while there is no connection. */
        @Nullable
        LogSource open();
    }

    /** How following ended. */
    private enum End {
        /** The connection went away: over the next one it goes on from here. */
        CUT,
        /** What the browser has does not lead to what comes next. */
        ANEW,
        FAILED
    }

    /**
     * A log to follow.
     *
     * @param opened what the opener gave; closed by this
     * @param offset where to begin, at the beginning of a line; null for the last page
     */
    LogTail(Opener opener, LogSource opened, @Nullable Long offset) {
        this.opener = opener;
        this.source = opened;
        this.offset = offset == null || offset < 0 ? null : offset;
    }

    /** Runs until the browser leaves, or the log fails. */
    void write(EventWriter writer) throws IOException, InterruptedException {
        try {
            begin(writer);
            End end = follow(writer);
            while (end != End.FAILED) {
                if (end == End.CUT) {
                    reopen(writer);
                } else {
                    begin(writer);
                }
                end = follow(writer);
            }
        } finally {
            source.close();
        }
    }

    private void begin(EventWriter writer) throws IOException {
        text = new LogText();
        if (offset == null) {
            LogSlice start = Logs.await(source.tail(LogSource.PAGE_BYTES));
            text.feed(start.text());
            next = start.next();
            file = start.file();
        } else {
            next = offset;
            file = "";
            offset = null;
        }
        reset(writer, next);
    }

    /** Waits for another connection. A browser that left meanwhile is noticed by what it does not take any more. */
    private void reopen(EventWriter writer) throws IOException, InterruptedException {
        source.close();
        LogSource again = null;
        for (long waited = 0; again == null; waited += RETRY_MILLIS) {
            if (waited % EventRoutes.QUIET_MILLIS == 0) {
                writer.comment("no connection");
            }
            synchronized (this) {
                wait(RETRY_MILLIS);
            }
            again = opener.open();
        }
        source = again;
    }

    @SuppressWarnings("try") // What is opened only has to be closed.
    private End follow(EventWriter writer) throws IOException, InterruptedException {
        synchronized (this) {
            waiting.clear();
            waitingSize = 0;
            overflowed = false;
            failure = null;
        }
        try (var following = source.follow(next, new Ear())) {
            return pump(writer);
        } catch (IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private End pump(EventWriter writer) throws IOException, InterruptedException {
        while (true) {
            LogSlice slice;
            synchronized (this) {
                if (waiting.isEmpty() && !overflowed && failure == null) {
                    wait(EventRoutes.QUIET_MILLIS);
                }
                if (overflowed) {
                    return End.ANEW;
                }
                slice = waiting.poll();
                waitingSize -= slice == null ? 0 : size(slice);
            }
            if (slice != null) {
                if (isOfAnotherFile(slice)) {
                    return End.ANEW;
                }
                take(writer, slice);
            } else if (failure != null) {
                if (failure.problem() != Problem.TRANSFER) {
                    return End.CUT;
                }
                writer.event("", "failed", LogJson.text(Logs.reason(failure)));
                return End.FAILED;
            } else {
                writer.comment("quiet");
            }
        }
    }

    /** While there was no connection the file may have been replaced by another that is not shorter. */
    private boolean isOfAnotherFile(LogSlice slice) {
        return !slice.reset()
                && !slice.file().isEmpty()
                && !file.isEmpty()
                && !slice.file().equals(file);
    }

    private void take(EventWriter writer, LogSlice slice) throws IOException {
        next = slice.next();
        file = slice.file();
        if (slice.reset()) {
            text = new LogText();
            text.feed(slice.text());
            reset(writer, slice.next());
            return;
        }
        text.feed(slice.text());
        long begin = Math.max(text.dropped(), sent - tail.size());
        long same = begin;
        int skip = (int) (begin - (sent - tail.size()));
        while (same < sent && tail.get((int) (same - begin) + skip).equals(line(same))) {
            same++;
        }
        long end = text.dropped() + text.size();
        if (same < sent) {
            String lines = LogJson.lines(between(same, end), LogCss::of, LogCss::level);
            writer.event(
                    String.valueOf(slice.next()),
                    "replace-last",
                    "{\"count\":" + (sent - same) + ",\"lines\":" + lines + "}");
        } else if (end > sent) {
            String lines = LogJson.lines(between(sent, end), LogCss::of, LogCss::level);
            writer.event(String.valueOf(slice.next()), "append", "{\"lines\":" + lines + "}");
        }
        remember(end);
    }

    private void reset(EventWriter writer, long next) throws IOException {
        long end = text.dropped() + text.size();
        String lines = LogJson.lines(between(text.dropped(), end), LogCss::of, LogCss::level);
        writer.event(String.valueOf(next), "reset", "{\"lines\":" + lines + "}");
        remember(end);
    }

    private void remember(long end) {
        sent = end;
        tail = between(Math.max(text.dropped(), end - MAY_CHANGE), end);
    }

    private LogLine line(long number) {
        return text.line((int) (number - text.dropped()));
    }

    private List<LogLine> between(long from, long to) {
        return text.slice((int) (from - text.dropped()), (int) (to - text.dropped()));
    }

    private static int size(LogSlice slice) {
        return (int) Math.min(Integer.MAX_VALUE / 4, Math.max(0, slice.next() - slice.offset())) + 100;
    }

    private final class Ear implements LogSource.Listener {
        @Override
        public void onSlice(LogSlice slice) {
            synchronized (LogTail.this) {
                waiting.add(slice);
                waitingSize += size(slice);
                if (waitingSize > MAX_WAITING) {
                    waiting.clear();
                    waitingSize = 0;
                    overflowed = true;
                }
                LogTail.this.notifyAll();
            }
        }

        @Override
        public void onFailure(MonitorException reason) {
            synchronized (LogTail.this) {
                failure = reason;
                LogTail.this.notifyAll();
            }
        }
    }
}
