package dev.xpm.client.cli;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.pull.DirectoryCopies;
import dev.xpm.client.pull.FilePuller;
import dev.xpm.client.pull.LogSource;
import dev.xpm.client.pull.LogSources;
import dev.xpm.client.pull.Pulls;
import dev.xpm.client.pull.WorkspaceFiles;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LogStream;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The files of a session that may not be open yet, for a face that is already there. */
final class SessionFiles implements WorkspaceFiles, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SessionFiles.class.getName());

    private final AtomicReference<@Nullable FilePuller> current = new AtomicReference<>();
    private final Pulls pulls = new Pulls();
    private volatile @Nullable LogSources logs;

    /** Takes over a session, in the place of an earlier one. What cannot be copied is said when somebody wants it. */
    void attach(AgentSession session) {
        try {
            FilePuller puller = FilePuller.of(session);
            close(current.getAndSet(puller));
            logs = new LogSources(session, puller);
            pulls.attach(new DirectoryCopies(session, puller));
        } catch (MonitorException e) {
            LOG.log(System.Logger.Level.WARNING, "files cannot be copied: " + e.sentence());
        }
    }

    @Override
    public void close() {
        close(current.getAndSet(null));
    }

    private static void close(@Nullable FilePuller puller) {
        if (puller != null) {
            puller.close();
        }
    }

    @Override
    public @Nullable LogSource open(JobKey job, LogStream stream) {
        LogSources opened = logs;
        return opened == null ? null : opened.open(job, stream);
    }

    @Override
    public Pulls pulls() {
        return pulls;
    }
}
