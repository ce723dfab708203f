package dev.xpm.protocol.codec;

import dev.xpm.protocol.event.EventPosition;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.LogSlice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a server sends unasked. Source: protocol.md 4, 7.3 and 7.4. */
public sealed interface Notice {
    /** {@code notification.state_event}; only who subscribed is told the position. */
    record StateEvent(WorkspaceEvent event, @Nullable EventPosition position) implements Notice {
        public StateEvent(WorkspaceEvent event) {
            this(event, null);
        }
    }

    /**
     * {@code x/resync}: of these experiments, or of all, some events were not sent.
     *
     * @param position of the last event before it; null until it is written
     */
    record Resync(
            @Nullable List<ExperimentId> experiments,
            @Nullable EventPosition position) implements Notice {}

    /** {@code x/log.data}. */
    record LogData(long subscription, LogSlice slice) implements Notice {}

    /** {@code notification.shutdown}; code and message only for errors. */
    record Shutdown(
            String reason, @Nullable Integer code, @Nullable String message) implements Notice {}
}
