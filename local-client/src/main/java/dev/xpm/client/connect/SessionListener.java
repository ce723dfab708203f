package dev.xpm.client.connect;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.LogSlice;

/** What a session tells unasked. Called in order on its reader threads: must not block. */
public interface SessionListener {
    void onEvent(WorkspaceEvent event);

    void onLog(long subscription, LogSlice slice);

    /** A line that the remote side wrote to its standard error. */
    void onRemoteLine(UntrustedText line);

    /** The session is over; called once, and only after {@link AgentSession#open} has returned. */
    void onEnd(MonitorException reason);
}
