package dev.xpm.client.cli;

import dev.xpm.client.connect.SessionListener;
import dev.xpm.client.json.EventPrinter;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.text.UntrustedText;
import java.util.concurrent.CompletableFuture;

/** Events go to the printer, complaints of the other side to standard error, until the session ends. */
final class EventStream implements SessionListener {
    private final EventPrinter printer;
    private final Messages messages;
    private final CompletableFuture<MonitorException> end = new CompletableFuture<>();

    EventStream(EventPrinter printer, Messages messages) {
        this.printer = printer;
        this.messages = messages;
    }

    /** Why the session ended by itself. */
    CompletableFuture<MonitorException> end() {
        return end.copy();
    }

    @Override
    public void onEvent(WorkspaceEvent event) {
        printer.print(event);
    }

    @Override
    public void onRemoteLine(UntrustedText line) {
        messages.remoteLine(line);
    }

    @Override
    public void onEnd(MonitorException reason) {
        end.complete(reason);
    }
}
