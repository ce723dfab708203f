package dev.xpm.client.cli;

import dev.xpm.client.connect.SessionListener;
import dev.xpm.client.mirror.WorkspaceMirror;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.text.UntrustedText;

/** Everything goes to the mirror; until a screen is drawn, the other side's complaints go to standard error as well. */
final class ScreenListener implements SessionListener {
    private final WorkspaceMirror mirror;
    private final Messages messages;
    private volatile boolean onScreen;

    ScreenListener(WorkspaceMirror mirror, Messages messages) {
        this.mirror = mirror;
        this.messages = messages;
    }

    /** From now on nothing may be written over what is drawn. */
    void screenBegins() {
        onScreen = true;
    }

    @Override
    public void onEvent(WorkspaceEvent event) {
        mirror.onEvent(event);
    }

    @Override
    public void onRemoteLine(UntrustedText line) {
        if (!onScreen) {
            messages.remoteLine(line);
        }
        mirror.onRemoteLine(line);
    }

    @Override
    public void onEnd(MonitorException reason) {
        mirror.onEnd(reason);
    }
}
