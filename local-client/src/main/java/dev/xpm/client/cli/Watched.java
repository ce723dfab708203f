package dev.xpm.client.cli;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.connect.Destination;
import dev.xpm.client.connect.Reconnector;
import dev.xpm.client.mirror.Answer;
import dev.xpm.client.mirror.MirrorState;
import dev.xpm.client.mirror.Source;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.mirror.WorkspaceMirror;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.service.Forwards;
import dev.xpm.client.service.ServiceAddress;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A workspace as a screen or a page shows it: its mirror, its files, and the connection behind both. */
final class Watched {
    private final Watch watch;
    private final WorkspaceMirror mirror;
    private final SessionFiles files;
    private final Forwards forwards;
    private final ScreenListener listener;

    /**
     * @param reconnect whether to make another session after a loss
     * @param readOnly whether to offer nothing that changes the workspace
     */
    Watched(Program program, SessionPlan plan, boolean reconnect, boolean readOnly) {
        var host = UntrustedText.of(
                plan.destination() instanceof Destination.Ssh ssh ? ssh.host().text() : "");
        var source = new Source(plan.source(), host, UntrustedText.of(plan.workdir()));
        this.mirror = program.leaving().closeAtEnd(new WorkspaceMirror(source, Clock.systemUTC()));
        if (readOnly) {
            mirror.makeReadOnly();
        }
        this.files = program.leaving().closeAtEnd(new SessionFiles());
        this.forwards = program.leaving().closeAtEnd(new Forwards());
        this.listener = new ScreenListener(mirror, files, forwards, program.messages());
        program.leaving().closeAtEnd(mirror.onChange(this::endForwards));
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

    Forwards forwards() {
        return forwards;
    }

    /** A way leads to a service that runs, or nowhere. While nothing is seen, nothing is known to have ended. */
    private void endForwards() {
        MirrorState state = mirror.state();
        if (!forwards.isEmpty()
                && state.isLive()
                && state.experiments() instanceof Answer.Known<List<Experiment>> runs) {
            forwards.keepOnly(ServiceAddress.running(runs.value()));
        }
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
