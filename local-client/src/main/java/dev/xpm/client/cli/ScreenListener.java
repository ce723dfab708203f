package dev.xpm.client.cli;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.connect.Link;
import dev.xpm.client.connect.Reconnector;
import dev.xpm.client.connect.SessionListener;
import dev.xpm.client.mirror.WorkspaceMirror;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.service.Forwards;
import dev.xpm.protocol.event.EventPosition;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.ExperimentId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything goes to the mirror; until a screen is drawn, the other side's complaints go to standard error as well. */
final class ScreenListener implements SessionListener, Reconnector.Listener {
    private final WorkspaceMirror mirror;
    private final SessionFiles files;
    private final Forwards forwards;
    private final Messages messages;
    private volatile boolean onScreen;

    ScreenListener(WorkspaceMirror mirror, SessionFiles files, Forwards forwards, Messages messages) {
        this.mirror = mirror;
        this.files = files;
        this.forwards = forwards;
        this.messages = messages;
    }

    /** From now on nothing may be written over what is drawn. */
    void screenBegins() {
        onScreen = true;
    }

    @Override
    public void onSession(AgentSession session) {
        files.attach(session);
        forwards.attach(session);
        mirror.attach(session);
    }

    @Override
    public void onLink(Link link) {
        mirror.onLink(link);
    }

    @Override
    public void onEvent(WorkspaceEvent event) {
        mirror.onEvent(event);
    }

    @Override
    public void onEvent(WorkspaceEvent event, @Nullable EventPosition position) {
        mirror.onEvent(event, position);
    }

    @Override
    public void onResync(@Nullable List<ExperimentId> experiments) {
        mirror.onResync(experiments);
    }

    @Override
    public void onRemoteLine(UntrustedText line) {
        if (!onScreen) {
            messages.remoteLine(line);
        }
        mirror.onRemoteLine(line);
    }

    /** What follows from it is told by the link. */
    @Override
    public void onEnd(MonitorException reason) {}
}
