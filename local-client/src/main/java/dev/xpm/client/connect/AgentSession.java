package dev.xpm.client.connect;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.protocol.endpoint.WorkspaceClient;
import dev.xpm.protocol.handshake.ServerInfo;

/** A session with an agent, or with the original server: the handshake is done and the versions agree. */
public interface AgentSession extends AutoCloseable {
    /** What the peer said of itself. */
    ServerInfo server();

    /** Where to ask. */
    WorkspaceClient client();

    /** The connection that the session runs over; file transfers use it too. */
    Transport transport();

    /** How the session ended, once {@link SessionListener#onEnd} was called; before that, null. */
    @org.jspecify.annotations.Nullable
    MonitorException endReason();

    @Override
    void close();
}
