package dev.xpm.client.pull;

import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LogStream;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Logs from somewhere, and no copies. */
public record LogsOnly(LogOpener logs) implements WorkspaceFiles {
    @Override
    public @Nullable LogSource open(JobKey job, LogStream stream) {
        return logs.open(job, stream);
    }

    @Override
    public @Nullable CompletableFuture<DirectoryCopy> copy(UntrustedText directory) {
        return null;
    }
}
