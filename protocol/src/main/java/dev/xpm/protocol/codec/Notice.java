package dev.xpm.protocol.codec;

import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.workspace.LogSlice;
import org.jspecify.annotations.Nullable;

/** What a server sends unasked. Source: protocol.md 4 and 7.4. */
public sealed interface Notice {
    /** {@code notification.state_event}. */
    record StateEvent(WorkspaceEvent event) implements Notice {}

    /** {@code x/log.data}. */
    record LogData(long subscription, LogSlice slice) implements Notice {}

    /** {@code notification.shutdown}; code and message only for errors. */
    record Shutdown(
            String reason, @Nullable Integer code, @Nullable String message) implements Notice {}
}
