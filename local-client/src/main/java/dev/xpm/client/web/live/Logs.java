package dev.xpm.client.web.live;

import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.pull.FleetFiles;
import dev.xpm.client.pull.LogSource;
import dev.xpm.client.web.http.Refusal;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LogSlice;
import dev.xpm.protocol.workspace.LogStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Reads pieces of logs while a browser waits. */
public final class Logs {
    /** A log that is copied first may take its time; a reader gives up sooner or later. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final FleetFiles files;

    public Logs(FleetFiles files) {
        this.files = files;
    }

    /** Null while not connected. */
    @Nullable
    LogSource open(SourceId source, JobKey job, LogStream stream) {
        return files.of(source).open(job, stream);
    }

    /** The last piece, or with an offset the one that begins there. A refusal says why there is none. */
    public LogSlice read(SourceId source, JobKey job, LogStream stream, @Nullable Long offset) {
        try (LogSource log = open(source, job, stream)) {
            if (log == null) {
                throw new Refusal(503, "Not connected yet: the log cannot be read.");
            }
            return await(
                    offset == null || offset < 0
                            ? log.tail(LogSource.PAGE_BYTES)
                            : log.read(offset, LogSource.PAGE_BYTES));
        }
    }

    /** The piece that ends at an offset. */
    public LogSlice readBefore(SourceId source, JobKey job, LogStream stream, long offset) {
        try (LogSource log = open(source, job, stream)) {
            if (log == null) {
                throw new Refusal(503, "Not connected yet: the log cannot be read.");
            }
            return await(log.older(offset, LogSource.PAGE_BYTES));
        }
    }

    static LogSlice await(CompletableFuture<LogSlice> answer) {
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(false);
            throw new Refusal(504, "The host did not send the log in time.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(503, "The monitor is ending.");
        } catch (ExecutionException e) {
            throw new Refusal(502, "Unable to read the log: " + reason(e.getCause()));
        }
    }

    static String reason(@Nullable Throwable failure) {
        if (failure instanceof MonitorException problem) {
            return UntrustedText.of(problem.sentence()).forHtml();
        }
        if (failure instanceof RpcException refused) {
            return refused.text().forHtml();
        }
        return "the connection gave no answer.";
    }
}
