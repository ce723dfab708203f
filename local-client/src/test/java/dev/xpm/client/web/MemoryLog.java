package dev.xpm.client.web;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.client.pull.LogSource;
import dev.xpm.client.pull.PullReport;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LogSlice;
import dev.xpm.protocol.workspace.LogStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** A log that a test writes. */
final class MemoryLog implements LogSource {
    private final JobKey job;
    private final LogStream stream;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private String file = "file";
    private Listener listener;

    MemoryLog(JobKey job, LogStream stream) {
        this.job = job;
        this.stream = stream;
    }

    synchronized void write(String text) {
        int from = content.size();
        content.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        if (listener != null) {
            listener.onSlice(slice(from, Integer.MAX_VALUE, false));
        }
    }

    synchronized void replace(String text) {
        content.reset();
        content.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        if (listener != null) {
            listener.onSlice(slice(0, Integer.MAX_VALUE, true));
        }
    }

    /** Ends the connection over which it is followed. */
    synchronized void cut() {
        Listener cutOff = listener;
        listener = null;
        cutOff.onFailure(new MonitorException(Problem.CONNECTION_LOST, "the connection to hpc was lost"));
    }

    /** Puts another file in its place, while nobody follows. */
    synchronized void become(String another, String text) {
        file = another;
        content.reset();
        content.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    synchronized boolean isFollowed() {
        return listener != null;
    }

    private LogSlice slice(long from, int limit, boolean reset) {
        byte[] all = content.toByteArray();
        int start = (int) Math.min(from, all.length);
        int to = (int) Math.min(all.length, (long) start + limit);
        String text = new String(all, start, to - start, StandardCharsets.UTF_8);
        return new LogSlice(start, to, all.length, 1.0, file, to == all.length, reset, 0, UntrustedText.of(text));
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
    public synchronized CompletableFuture<LogSlice> tail(int bytes) {
        byte[] all = content.toByteArray();
        int from = Math.max(0, all.length - bytes);
        while (from > 0 && from < all.length && all[from - 1] != '\n') {
            from++;
        }
        return CompletableFuture.completedFuture(slice(from, Integer.MAX_VALUE, false));
    }

    @Override
    public synchronized CompletableFuture<LogSlice> read(long offset, int bytes) {
        return CompletableFuture.completedFuture(slice(offset, bytes, false));
    }

    @Override
    public synchronized AutoCloseable follow(long offset, Listener heard) {
        listener = heard;
        if (offset < content.size()) {
            listener.onSlice(slice(offset, Integer.MAX_VALUE, false));
        }
        return this::forget;
    }

    private synchronized void forget() {
        listener = null;
    }

    @Override
    public CompletableFuture<PullReport> syncNow() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Means means() {
        return Means.IN_BAND;
    }

    @Override
    public void close() {}
}
