package dev.xpm.client.pull;

import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LogStream;
import org.jspecify.annotations.Nullable;

/** Opens the log of a job. Must not block. */
public interface LogOpener {
    /** Null while there is no session. Whoever opens it closes it. */
    @Nullable
    LogSource open(JobKey job, LogStream stream);
}
