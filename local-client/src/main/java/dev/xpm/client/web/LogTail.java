package dev.xpm.client.web;

import dev.xpm.client.json.LogJson;
import dev.xpm.client.problem.MonitorException;
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

    /** How far back a line may still change: as many progress bars as a job can nest, and then some. */
    private static final int MAY_CHANGE = 100;

    private final LogSource source;
    private final Queue<LogSlice> waiting = new ArrayDeque<>();
    private int waitingSize;
    private boolean overflowed;
    private @Nullable MonitorException failure;
    private @Nullable Long offset;

    private LogText text = new LogText();
    private long sent;
    private List<LogLine> tail = List.of();

    /**
     * A log to follow.
     *
     * @param offset where to begin, at the beginning of a line; null for the last page
     */
    LogTail(LogSource source, @Nullable Long offset) {
        this.source = source;
        this.offset = offset == null || offset < 0 ? null : offset;
    }

    /** Runs until the browser leaves, or the log fails. */
    void write(EventWriter writer) throws IOException, InterruptedException {
        boolean again = true;
        while (again) {
            again = writeFromStart(writer);
        }
    }

    /** Returns whether to begin anew. */
    @SuppressWarnings("try") // What is opened only has to be closed.
    private boolean writeFromStart(EventWriter writer) throws IOException, InterruptedException {
        text = new LogText();
        long from;
        if (offset == null) {
            LogSlice start = Logs.await(source.tail(LogSource.PAGE_BYTES));
            text.feed(start.text());
            from = start.next();
        } else {
            from = offset;
            offset = null;
        }
        reset(writer, from);
        synchronized (this) {
            waiting.clear();
            waitingSize = 0;
            overflowed = false;
        }
        try (var following = source.follow(from, new Ear())) {
            return pump(writer);
        } catch (IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private boolean pump(EventWriter writer) throws IOException, InterruptedException {
        while (true) {
            LogSlice slice;
            synchronized (this) {
                if (waiting.isEmpty() && !overflowed && failure == null) {
                    wait(EventRoutes.QUIET_MILLIS);
                }
                if (overflowed) {
                    return true;
                }
                slice = waiting.poll();
                waitingSize -= slice == null ? 0 : size(slice);
            }
            if (slice != null) {
                take(writer, slice);
            } else if (failure != null) {
                writer.event("", "failed", LogJson.text(Logs.reason(failure)));
                return false;
            } else {
                writer.comment("quiet");
            }
        }
    }

    private void take(EventWriter writer, LogSlice slice) throws IOException {
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
