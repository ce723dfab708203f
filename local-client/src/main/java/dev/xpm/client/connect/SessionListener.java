package dev.xpm.client.connect;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.text.UntrustedText;

/** What a session tells unasked. Called in order on its threads: must not block. */
public interface SessionListener {
    /** Something changed in the workspace. May come before {@link AgentSession#open} has returned. */
    void onEvent(WorkspaceEvent event);

    /** A line that the remote side wrote to its standard error. May come before the handshake is done. */
    void onRemoteLine(UntrustedText line);

    /**
     * The session is over. Called once, after everything else; not called for a session that failed to open, nor for one
     * that was closed by {@link AgentSession#close}.
     */
    void onEnd(MonitorException reason);
}
