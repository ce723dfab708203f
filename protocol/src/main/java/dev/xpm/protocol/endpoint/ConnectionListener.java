package dev.xpm.protocol.endpoint;

import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.LogSlice;
import java.io.IOException;

/** What a client hears unasked. Called on the connection's reader thread, in order: must not block. */
public interface ConnectionListener {
    void onEvent(WorkspaceEvent event);

    /** A piece of a followed log. */
    void onLog(long subscription, LogSlice slice);

    /** The server announced its end. */
    void onShutdown(UntrustedText reason);

    /** The stream ended; called once, after all pending calls have failed. */
    void onEnd(IOException reason);
}
