package dev.xpm.client.cli;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.connect.Link;
import dev.xpm.client.connect.Reconnector;
import dev.xpm.client.connect.SessionListener;
import dev.xpm.client.json.EventPrinter;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.protocol.event.EventPosition;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.handshake.Capability;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.ExperimentId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Events go to the printer, each once; what becomes of the connection, and complaints of the other side, go to standard
 * error.
 */
final class EventStream implements SessionListener, Reconnector.Listener {
    private final EventPrinter printer;
    private final Messages messages;
    private final SessionPlan plan;
    private final CompletableFuture<MonitorException> end = new CompletableFuture<>();
    private @Nullable EventPosition last;
    private @Nullable Link before;

    EventStream(EventPrinter printer, Messages messages, SessionPlan plan) {
        this.printer = printer;
        this.messages = messages;
        this.plan = plan;
    }

    /** Why no event will come any more. */
    CompletableFuture<MonitorException> end() {
        return end.copy();
    }

    /** The numbers tell what was there before, and who asks for them is told of events of unknown kinds too. */
    @Override
    public void onSession(AgentSession session) {
        if (session.server().has(Capability.EVENTS)) {
            var unused = session.client().subscribe(Duration.ZERO, Duration.ZERO, null);
        }
    }

    @Override
    public void onEvent(WorkspaceEvent event) {
        printer.print(event, plan.source().name());
    }

    @Override
    public void onEvent(WorkspaceEvent event, @Nullable EventPosition position) {
        EventPosition known = last;
        boolean again = position != null
                && known != null
                && known.epoch().equals(position.epoch())
                && position.seq() <= known.seq();
        if (!again) {
            last = position;
            printer.print(event, plan.source().name());
        }
    }

    @Override
    public void onResync(@Nullable List<ExperimentId> experiments) {
        messages.warning("some events were left out, because they came faster than they were read");
    }

    @Override
    public void onRemoteLine(UntrustedText line) {
        messages.remoteLine(line);
    }

    /** What follows from it is told by the link. */
    @Override
    public void onEnd(MonitorException reason) {}

    @Override
    public void onLink(Link link) {
        if (link instanceof Link.Offline offline) {
            end.complete(offline.reason());
        } else if (link instanceof Link.Waiting waiting) {
            messages.warning(waiting.reason().sentence() + "; trying again");
        } else if (link instanceof Link.Live && before instanceof Link.Lost) {
            messages.status(
                    "connected to " + plan.destination().label() + " again; events of the time between are missing");
        } else if (link instanceof Link.Live
                && !(before instanceof Link.Live)
                && !plan.source().equals(SourceId.ONLY)) {
            messages.status("connected to " + plan.destination().label());
        }
        before = link;
    }
}
