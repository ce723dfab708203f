package dev.xpm.client.pull;

import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LogStream;
import org.jspecify.annotations.Nullable;

/** Logs from somewhere, and copies that are there or not. */
public record LogsOnly(LogOpener logs, Pulls pulls) implements WorkspaceFiles {
    public LogsOnly(LogOpener logs) {
        this(logs, new Pulls());
    }

    @Override
    public @Nullable LogSource open(JobKey job, LogStream stream) {
        return logs.open(job, stream);
    }
}
