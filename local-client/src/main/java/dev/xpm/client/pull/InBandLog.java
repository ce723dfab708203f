package dev.xpm.client.pull;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LogSlice;
import dev.xpm.protocol.workspace.LogStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A log that our agent reads and sends. Source: protocol.md 7.4. */
final class InBandLog implements LogSource {
    private static final System.Logger LOG = System.getLogger(InBandLog.class.getName());

    private final AgentSession session;
    private final LogCopy copy;
    private final JobKey job;
    private final LogStream stream;
    private @Nullable Follower following;

    InBandLog(AgentSession session, LogCopy copy, JobKey job, LogStream stream) {
        this.session = session;
        this.copy = copy;
        this.job = job;
        this.stream = stream;
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
        return session.client().readLog(job, stream, -bytes, bytes);
    }

    @Override
    public CompletableFuture<LogSlice> read(long offset, int bytes) {
        return session.client().readLog(job, stream, offset, bytes);
    }

    @Override
    public synchronized AutoCloseable follow(long offset, Listener listener) {
        stop();
        CompletableFuture<AutoCloseable> subscription = session.followLog(job, stream, offset, listener::onSlice);
        var over = new AtomicBoolean();
        var follower = new Follower(subscription, over);
        following = follower;
        var unusedStart = subscription.whenComplete((started, failure) -> {
            if (failure != null && session.endReason() == null && over.compareAndSet(false, true)) {
                listener.onFailure(new MonitorException(
                        Problem.TRANSFER,
                        "unable to follow the log of "
                                + UntrustedText.of(job.locator()).forTerminal(),
                        null,
                        List.of(),
                        failure));
            }
        });
        var unusedEnd = session.end().thenAccept(reason -> {
            if (over.compareAndSet(false, true)) {
                listener.onFailure(reason);
            }
        });
        return follower::end;
    }

    @Override
    public CompletableFuture<PullReport> syncNow() {
        return copy.pull();
    }

    @Override
    public Means means() {
        return Means.IN_BAND;
    }

    @Override
    public synchronized void close() {
        stop();
    }

    private synchronized void stop() {
        if (following != null) {
            following.end();
            following = null;
        }
    }

    /** @param over set when the listener shall hear nothing more */
    private record Follower(CompletableFuture<AutoCloseable> subscription, AtomicBoolean over) {
        void end() {
            over.set(true);
            var unused = subscription.thenAccept(started -> {
                try {
                    started.close();
                } catch (Exception e) {
                    LOG.log(System.Logger.Level.DEBUG, "a log could not be unfollowed: " + e.getMessage());
                }
            });
        }
    }
}
