package dev.xpm.protocol.endpoint;

import dev.xpm.protocol.event.EventPosition;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.LogSlice;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client hears unasked. Called on the connection's reader thread, in order: must not block. */
public interface ConnectionListener {
    void onEvent(WorkspaceEvent event);

    /**
     * An event and where it stands, which only a server tells that was subscribed to.
     *
     * @param position null from any other
     */
    default void onEvent(WorkspaceEvent event, @Nullable EventPosition position) {
        onEvent(event);
    }

    /** Some events of these experiments, or of all if null, were not sent: they are to be read anew. */
    default void onResync(@Nullable EventPosition position, @Nullable List<ExperimentId> experiments) {}

    /** A piece of a followed log. */
    void onLog(long subscription, LogSlice slice);

    /** The server announced its end. */
    void onShutdown(UntrustedText reason);

    /** The stream ended; called once, after all pending calls have failed. */
    void onEnd(IOException reason);
}
