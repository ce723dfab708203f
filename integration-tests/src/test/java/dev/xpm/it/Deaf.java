package dev.xpm.it;

import dev.xpm.client.connect.SessionListener;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.text.UntrustedText;

/** Somebody who listens to nothing: for what asks and needs no more than the answers. */
public final class Deaf implements SessionListener {
    @Override
    public void onEvent(WorkspaceEvent event) {}

    @Override
    public void onRemoteLine(UntrustedText line) {}

    @Override
    public void onEnd(MonitorException reason) {}
}
