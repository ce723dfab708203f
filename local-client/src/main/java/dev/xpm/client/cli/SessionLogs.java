package dev.xpm.client.cli;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.pull.FilePuller;
import dev.xpm.client.pull.LogOpener;
import dev.xpm.client.pull.LogSource;
import dev.xpm.client.pull.LogSources;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LogStream;
import org.jspecify.annotations.Nullable;

/** The logs of a session that may not be open yet, for a face that is already there. */
final class SessionLogs implements LogOpener {
    private final Leaving leaving;
    private volatile @Nullable LogSources sources;

    SessionLogs(Leaving leaving) {
        this.leaving = leaving;
    }

    void attach(AgentSession session) throws MonitorException {
        sources = new LogSources(session, leaving.closeAtEnd(FilePuller.of(session)));
    }

    @Override
    public @Nullable LogSource open(JobKey job, LogStream stream) {
        LogSources opened = sources;
        return opened == null ? null : opened.open(job, stream);
    }
}
