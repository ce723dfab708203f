package dev.xpm.client.cli;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.connect.Destination;
import dev.xpm.client.connect.Reconnector;
import dev.xpm.client.mirror.Source;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.mirror.WorkspaceMirror;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.protocol.text.UntrustedText;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;

/** A workspace as a screen or a page shows it: its mirror, its files, and the connection behind both. */
final class Watched {
    private final Watch watch;
    private final WorkspaceMirror mirror;
    private final SessionFiles files;
    private final ScreenListener listener;

    /** @param reconnect whether to make another session after a loss */
    Watched(Program program, SessionPlan plan, boolean reconnect) {
        var host = UntrustedText.of(
                plan.destination() instanceof Destination.Ssh ssh ? ssh.host().text() : "");
        var source = new Source(plan.source(), host, UntrustedText.of(plan.workdir()));
        this.mirror = program.leaving().closeAtEnd(new WorkspaceMirror(source, Clock.systemUTC()));
        this.files = program.leaving().closeAtEnd(new SessionFiles());
        this.listener = new ScreenListener(mirror, files, program.messages());
        this.watch = new Watch(program, plan, reconnect);
    }

    SourceId id() {
        return mirror.id();
    }

    WorkspaceMirror mirror() {
        return mirror;
    }

    SessionFiles files() {
        return files;
    }

    /** Ends with the loss, if it is for good. */
    CompletableFuture<MonitorException> over() {
        return watch.over();
    }

    /** From now on nothing may be written over what is drawn. */
    void screenBegins() {
        listener.screenBegins();
    }

    /** Makes the first session before the face is there: its questions and its failure are those of a plain program. */
    AgentSession open() throws MonitorException {
        return watch.open(listener);
    }

    /** Keeps that session; from now on questions are asked in the face, and the user can have an attempt at once. */
    void keep(AgentSession session) {
        watch.prompter().use(mirror.prompts());
        retryWith(watch.keep(session, listener, listener));
    }

    /** Makes all sessions behind the face, so that nothing waits for a host that does not answer. */
    void begin() {
        watch.prompter().use(mirror.prompts());
        retryWith(watch.begin(listener, listener));
    }

    private void retryWith(Reconnector reconnector) {
        mirror.onRetry(reconnector::retryNow);
    }
}
