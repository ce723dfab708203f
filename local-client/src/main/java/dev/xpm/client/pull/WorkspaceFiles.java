package dev.xpm.client.pull;

import dev.xpm.protocol.text.UntrustedText;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a face can have of the files of a workspace: logs, and copies of directories. Must not block. */
public interface WorkspaceFiles extends LogOpener {
    /** As {@link DirectoryCopies#copy}; null while there is no session. */
    @Nullable
    CompletableFuture<DirectoryCopy> copy(UntrustedText directory);
}
