package dev.xpm.client.json;

import dev.xpm.protocol.event.WorkspaceEvent;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Writes events as lines, all of them and in order, each flushed when nothing follows it at once.
 *
 * <p>A thread of its own writes, so that a reader who pauses does not stop the connection. When {@link #CAPACITY} lines
 * wait, {@link #print} waits too: the delay then reaches the sender, and nothing is lost.
 */
public final class EventPrinter implements AutoCloseable {
    /** Some minutes of a busy workspace, and about 10 MB. */
    static final int CAPACITY = 20_000;

    /** A reader who has gone away must not keep the program from leaving. */
    private static final Duration LAST_LINES = Duration.ofSeconds(2);

    private final BlockingQueue<Optional<String>> lines = new ArrayBlockingQueue<>(CAPACITY);
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final OutputStream out;
    private final EventFormat format;
    private final boolean withProgress;
    private final ZoneId zone;

    /**
     * @param out kept open
     * @param withProgress whether {@code JobProgressEvent}s are written
     */
    public EventPrinter(OutputStream out, EventFormat format, boolean withProgress, ZoneId zone) {
        this.out = new BufferedOutputStream(out, 1 << 16);
        this.format = format;
        this.withProgress = withProgress;
        this.zone = zone;
        var writer = new Thread(this::writeLines, "xpm-events-writer");
        writer.setDaemon(true);
        writer.start();
    }

    /**
     * Takes an event; waits only while the reader is far behind. Those of one source must come from one thread.
     *
     * @param source the workspace that it is from, empty where there is only one
     */
    public void print(WorkspaceEvent event, String source) {
        if ((withProgress || !(event instanceof WorkspaceEvent.JobProgress)) && !closed.get()) {
            put(Optional.of(format.line(event, zone, source)));
        }
    }

    /** Ends when nothing more is written: after closing, or because nobody reads the output any more. */
    public CompletableFuture<Void> finished() {
        return finished.copy();
    }

    /** Waits until what was printed is written, but not for ever. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            put(Optional.empty());
        }
        finished.copy()
                .completeOnTimeout(null, LAST_LINES.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private void put(Optional<String> line) {
        try {
            boolean taken = false;
            while (!taken && !finished.isDone()) {
                taken = lines.offer(line, 100, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeLines() {
        try {
            for (Optional<String> line = lines.take(); line.isPresent(); line = lines.take()) {
                out.write((line.get() + "\n").getBytes(StandardCharsets.UTF_8));
                if (lines.isEmpty()) {
                    out.flush();
                }
            }
            out.flush();
        } catch (IOException e) {
            // The reader has left, as head does: there is nobody to tell.
            closed.set(true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            finished.complete(null);
        }
    }
}
