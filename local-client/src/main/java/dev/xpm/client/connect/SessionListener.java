package dev.xpm.client.connect;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.protocol.event.EventPosition;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.ExperimentId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a session tells unasked. Called in order on its threads: must not block. */
public interface SessionListener {
    /** Something changed in the workspace. May come before {@link AgentSession#open} has returned. */
    void onEvent(WorkspaceEvent event);

    /** The same with the event's position, which only our agent tells, once it was subscribed to; null otherwise. */
    default void onEvent(WorkspaceEvent event, @Nullable EventPosition position) {
        onEvent(event);
    }

    /** Some events of these experiments, or of all if null, were not sent, because we read too slowly. */
    default void onResync(@Nullable List<ExperimentId> experiments) {}

    /** A line that the remote side wrote to its standard error. May come before the handshake is done. */
    void onRemoteLine(UntrustedText line);

    /**
     * The session is over. Called once, after everything else; not called for a session that failed to open, nor for one
     * that was closed by {@link AgentSession#close}.
     */
    void onEnd(MonitorException reason);
}
