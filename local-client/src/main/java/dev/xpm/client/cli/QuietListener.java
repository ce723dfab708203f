package dev.xpm.client.cli;

import dev.xpm.client.connect.SessionListener;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.text.UntrustedText;

/** Shows what the other side complains about, and nothing else: for commands that only ask. */
record QuietListener(Messages messages) implements SessionListener {
    @Override
    public void onEvent(WorkspaceEvent event) {}

    @Override
    public void onRemoteLine(UntrustedText line) {
        messages.remoteLine(line);
    }

    @Override
    public void onEnd(MonitorException reason) {}
}
