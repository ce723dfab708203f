package dev.xpm.client.pull;

import dev.xpm.client.connect.RemoteProcess;
import dev.xpm.client.connect.Transport;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LogSlice;
import dev.xpm.protocol.workspace.LogStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A log on a host whose server does not send logs: read and followed by {@code tail} on a further channel of the same
 * connection, and by copies where there is no usable {@code tail}. Source: interfaces.md 3.6.
 */
final class HostLog implements LogSource {
    private static final int LONGEST_HEADER = 200;

    /** Reading a piece takes as long as a question to the agent may. */
    private static final long READ_SECONDS = 60;

    private final Transport transport;
    private final LogCopy copy;
    private final JobKey job;
    private final LogStream stream;
    private final ScheduledExecutorService worker;
    private final Supplier<CompletableFuture<Boolean>> running;
    private @Nullable Following following;
    private volatile Means means = Means.TAIL;

    /** @param running asks whether the job goes on */
    HostLog(
            Transport transport,
            LogCopy copy,
            JobKey job,
            LogStream stream,
            Supplier<CompletableFuture<Boolean>> running) {
        this.running = running;
        this.transport = transport;
        this.copy = copy;
        this.job = job;
        this.stream = stream;
        this.worker = new ScheduledThreadPoolExecutor(1, work -> {
            var thread = new Thread(work, "xpm-" + transport.label() + "-log");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A way of following; closing it ends it. */
    interface Following extends AutoCloseable {
        /** Looks at once, where it looks from time to time. */
        void hurry();

        @Override
        void close();
    }

    @Override
    public JobKey job() {
        return job;
    }

    @Override
    public LogStream stream() {
        return stream;
    }

    @Override
    public CompletableFuture<LogSlice> tail(int bytes) {
        return submit(-bytes, bytes).thenApply(HostLog::fromLineStart);
    }

    @Override
    public CompletableFuture<LogSlice> read(long offset, int bytes) {
        return submit(offset, bytes);
    }

    @Override
    public synchronized AutoCloseable follow(long offset, Listener listener) {
        stop();
        var tail = new TailFollower(transport, copy.remotePath(), worker, listener, next -> copies(next, listener));
        following = tail;
        means = Means.TAIL;
        tail.start(offset);
        return () -> stopIf(tail);
    }

    @Override
    public CompletableFuture<PullReport> syncNow() {
        CompletableFuture<PullReport> report = copy.pull();
        Following current = current();
        if (current != null) {
            var unused = report.thenRun(current::hurry);
        }
        return report;
    }

    @Override
    public Means means() {
        return means;
    }

    @Override
    public void close() {
        stop();
        worker.shutdownNow();
    }

    private synchronized @Nullable Following current() {
        return following;
    }

    private synchronized void stop() {
        if (following != null) {
            following.close();
            following = null;
        }
    }

    private synchronized void stopIf(Following one) {
        // Copies may have taken its place; whoever closes the first means both.
        one.close();
        stop();
    }

    private synchronized void copies(long offset, Listener listener) {
        means = Means.COPIES;
        listener.onMeans(Means.COPIES);
        var copies = new CopyFollower(copy, worker, listener, running);
        following = copies;
        copies.start(offset);
    }

    private CompletableFuture<LogSlice> submit(long offset, int bytes) {
        var future = new CompletableFuture<LogSlice>();
        worker.execute(() -> {
            try {
                RemoteProcess process = transport.start(LogCommands.read(copy.remotePath(), offset, bytes));
                // Also when the time is over: a file system that hangs must not keep this thread.
                var unused = future.whenComplete((done, failure) -> process.close());
                future.complete(readNow(process, offset, bytes));
            } catch (MonitorException | IOException | RuntimeException e) {
                future.completeExceptionally(e instanceof MonitorException ? e : unreadable(e.getMessage(), e));
            }
        });
        return future.orTimeout(READ_SECONDS, TimeUnit.SECONDS);
    }

    private LogSlice readNow(RemoteProcess process, long offset, int bytes) throws MonitorException, IOException {
        process.stdin().close();
        var errors = new ByteArrayOutputStream();
        var stderr = CompletableFuture.runAsync(() -> keep(process.stderr(), errors));
        byte[] answer = process.stdout().readNBytes(bytes + LONGEST_HEADER);
        Integer code = process.exit().join().code();
        stderr.join();
        if (code != null && code == LogCommands.NO_FILE) {
            return new LogSlice(0, 0, 0, null, "", true, false, 0, UntrustedText.EMPTY);
        }
        if (code == null || code != 0) {
            String reason = errors.toString(StandardCharsets.UTF_8).strip();
            throw unreadable(UntrustedText.of(reason).forTerminal(200), null);
        }
        return slice(answer, offset, bytes);
    }

    private static LogSlice slice(byte[] answer, long asked, int bytes) throws IOException {
        int end = 0;
        while (end < answer.length && answer[end] != '\n') {
            end++;
        }
        String[] header = new String(answer, 0, end, StandardCharsets.US_ASCII).split(" ", -1);
        if (end == answer.length || header.length != 4) {
            throw new IOException("the answer makes no sense");
        }
        try {
            long size = Long.parseLong(header[0]);
            long offset = Long.parseLong(header[3]);
            int to = Math.min(answer.length, end + 1 + bytes);
            SlicedText text = SlicedText.of(answer, end + 1, to);
            long next = offset + text.bytes();
            double modified = Double.parseDouble(header[1]);
            return new LogSlice(
                    offset,
                    next,
                    Math.max(size, next),
                    modified,
                    header[2],
                    next >= size,
                    asked >= 0 && offset != asked,
                    0,
                    text.text());
        } catch (NumberFormatException e) {
            throw new IOException("the answer makes no sense", e);
        }
    }

    /** Leaves out the rest of a line that began earlier. */
    private static LogSlice fromLineStart(LogSlice slice) {
        String raw = slice.text().raw();
        int lineEnd = raw.indexOf('\n');
        if (slice.offset() == 0 || lineEnd < 0) {
            return slice;
        }
        String kept = raw.substring(lineEnd + 1);
        long offset = slice.next() - kept.getBytes(StandardCharsets.UTF_8).length;
        return new LogSlice(
                Math.max(offset, slice.offset()),
                slice.next(),
                slice.size(),
                slice.modified(),
                slice.file(),
                slice.atEnd(),
                slice.reset(),
                slice.skipped(),
                UntrustedText.of(kept));
    }

    private static void keep(InputStream stderr, ByteArrayOutputStream kept) {
        try (stderr) {
            kept.writeBytes(stderr.readNBytes(1_000));
            stderr.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            kept.writeBytes("(no message)".getBytes(StandardCharsets.UTF_8));
        }
    }

    private MonitorException unreadable(@Nullable String reason, @Nullable Exception cause) {
        return new MonitorException(
                Problem.TRANSFER,
                "unable to read the log of " + UntrustedText.of(job.locator()).forTerminal() + " because " + reason,
                null,
                List.of(),
                cause);
    }
}
