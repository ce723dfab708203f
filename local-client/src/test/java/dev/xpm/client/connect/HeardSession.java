package dev.xpm.client.connect;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.text.UntrustedText;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a session told. */
public final class HeardSession implements SessionListener {
    public final List<String> lines = new CopyOnWriteArrayList<>();
    public final List<WorkspaceEvent> events = new CopyOnWriteArrayList<>();
    public final CompletableFuture<MonitorException> end = new CompletableFuture<>();

    @Override
    public void onEvent(WorkspaceEvent event) {
        events.add(event);
    }

    @Override
    public void onRemoteLine(UntrustedText line) {
        lines.add(line.raw());
    }

    @Override
    public void onEnd(MonitorException reason) {
        if (!end.complete(reason)) {
            throw new IllegalStateException("the end was told twice");
        }
    }
}
