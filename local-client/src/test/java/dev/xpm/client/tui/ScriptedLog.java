package dev.xpm.client.tui;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.client.pull.LogSource;
import dev.xpm.client.pull.PullReport;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LogSlice;
import dev.xpm.protocol.workspace.LogStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A log file in memory that a test writes; answers at once, on the caller's thread. */
final class ScriptedLog implements LogSource {
    private final JobKey job;
    private final LogStream stream;
    private final StringBuilder content = new StringBuilder();
    private Listener listener;
    int tailBytes = PAGE_BYTES;
    boolean closed;
    int syncs;

    ScriptedLog(JobKey job, LogStream stream, String content) {
        this.job = job;
        this.stream = stream;
        this.content.append(content);
    }

    /** Appends, and tells a follower. */
    void write(String text) {
        int from = bytes(content.toString()).length;
        content.append(text);
        if (listener != null) {
            listener.onSlice(slice(from, Integer.MAX_VALUE, false));
        }
    }

    /** Ends as it does with its session. */
    void lose() {
        listener.onFailure(new MonitorException(Problem.CONNECTION_LOST, "the connection was lost"));
    }

    void replace(String text) {
        content.setLength(0);
        content.append(text);
        listener.onSlice(slice(0, Integer.MAX_VALUE, true));
    }

    private LogSlice slice(long from, int limit, boolean reset) {
        byte[] all = bytes(content.toString());
        int to = (int) Math.min(all.length, from + limit);
        String text = new String(all, (int) from, to - (int) from, StandardCharsets.UTF_8);
        return new LogSlice(from, to, all.length, 1.0, "file", to == all.length, reset, 0, UntrustedText.of(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
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
        byte[] all = bytes(content.toString());
        int from = Math.max(0, all.length - Math.min(bytes, tailBytes));
        while (from > 0 && all[from - 1] != '\n') {
            from++;
        }
        return CompletableFuture.completedFuture(slice(from, Integer.MAX_VALUE, false));
    }

    @Override
    public CompletableFuture<LogSlice> read(long offset, int bytes) {
        return CompletableFuture.completedFuture(slice(offset, bytes, false));
    }

    @Override
    public CompletableFuture<LogSlice> older(long offset, int bytes) {
        long from = Math.max(0, offset - Math.min(bytes, tailBytes));
        return read(from, (int) (offset - from));
    }

    @Override
    public AutoCloseable follow(long offset, Listener heard) {
        listener = heard;
        return () -> listener = null;
    }

    @Override
    public CompletableFuture<PullReport> syncNow() {
        syncs++;
        return CompletableFuture.completedFuture(new PullReport(List.of(), List.of(), List.of(), true, List.of()));
    }

    @Override
    public Means means() {
        return Means.IN_BAND;
    }

    @Override
    public void close() {
        closed = true;
    }
}
