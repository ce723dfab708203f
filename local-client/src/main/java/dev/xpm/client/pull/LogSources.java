package dev.xpm.client.pull;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.protocol.handshake.Capability;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LogStream;
import java.util.concurrent.CompletableFuture;

/** Opens logs of a session's jobs in the best way that the other side allows. */
public final class LogSources {
    private final AgentSession session;
    private final FilePuller puller;

    public LogSources(AgentSession session, FilePuller puller) {
        this.session = session;
        this.puller = puller;
    }

    /** Nothing is read yet. */
    public LogSource open(JobKey job, LogStream stream) {
        var copy = new LogCopy(puller, job, stream);
        return session.server().has(Capability.LOG)
                ? new InBandLog(session, copy, job, stream)
                : new HostLog(session.transport(), copy, job, stream, () -> isRunning(job));
    }

    private CompletableFuture<Boolean> isRunning(JobKey job) {
        return session.client()
                .job(job, false)
                .thenApply(known ->
                        known.isPresent() && !known.get().state().phase().isFinished());
    }
}
