package dev.xpm.client.cli;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.pull.DirectoryCopies;
import dev.xpm.client.pull.DirectoryCopy;
import dev.xpm.client.pull.FilePuller;
import dev.xpm.client.pull.LogSource;
import dev.xpm.client.pull.LogSources;
import dev.xpm.client.pull.WorkspaceFiles;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LogStream;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The files of a session that may not be open yet, for a face that is already there. */
final class SessionFiles implements WorkspaceFiles {
    private final Leaving leaving;
    private volatile @Nullable LogSources logs;
    private volatile @Nullable DirectoryCopies directories;

    SessionFiles(Leaving leaving) {
        this.leaving = leaving;
    }

    void attach(AgentSession session) throws MonitorException {
        FilePuller puller = leaving.closeAtEnd(FilePuller.of(session));
        logs = new LogSources(session, puller);
        directories = new DirectoryCopies(session, puller);
    }

    @Override
    public @Nullable LogSource open(JobKey job, LogStream stream) {
        LogSources opened = logs;
        return opened == null ? null : opened.open(job, stream);
    }

    @Override
    public @Nullable CompletableFuture<DirectoryCopy> copy(UntrustedText directory) {
        DirectoryCopies opened = directories;
        return opened == null ? null : opened.copy(directory);
    }
}
